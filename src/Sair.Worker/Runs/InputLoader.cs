using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Worker.Runs;

/// <summary>Reads the face squares of a request.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds the squares.</param>
internal sealed class InputLoader(IDbContextFactory<SairDbContext> contexts, BlobStore blobs)
{
    /// <summary>Loads the degraded face, the references in their order, and what a paused run goes on from.</summary>
    /// <exception cref="BlobMissingException">A square is missing from the data directory.</exception>
    /// <exception cref="InvalidOptionsException">All reference faces that were asked for were deleted meanwhile.</exception>
    public async Task<LoadedInput> LoadAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var squares = await context
            .Requests.Where(r => r.Id == requestId)
            .Select(r => new
            {
                Degraded = r.Face!.SquareBlob,
                r.MarksBlob,
                r.DegradationJson,
                r.ResumeStateBlob,
                r.EarlierCurveJson,
                r.ReferencesAsked,
                References = r.References.OrderBy(reference => reference.Position).Select(reference => reference.Face!.SquareBlob).ToList(),
            })
            .SingleAsync(cancellationToken);
        var notice = NoticeOf(squares.ReferencesAsked ?? squares.References.Count, squares.References.Count);
        var references = new List<RgbImage>();
        foreach (var square in squares.References)
        {
            references.Add(await ReadAsync(square, cancellationToken));
        }

        var state = squares.ResumeStateBlob is { } blob ? await blobs.ReadAsync(blob, cancellationToken) : null;
        var input = new RestorationInput
        {
            Degraded = await ReadAsync(squares.Degraded, cancellationToken),
            References = references,
            ResumeState = state,
            Marks = squares.MarksBlob is { } marks ? new FaceMarks(await ReadAsync(marks, cancellationToken)) : null,
            Degradation = FaceNotes.Parse(squares.DegradationJson),
        };
        return new LoadedInput(input, squares.EarlierCurveJson is { } json ? LossCurve.Parse(json) : null, notice);
    }

    // A restoration without any photo of the person would show somebody, and look like what was asked for.
    private static string? NoticeOf(int asked, int left) =>
        (asked, left) switch
        {
            (> 0, 0) => throw new InvalidOptionsException(
                "The good photos of this restoration were deleted before it began: choose others, and ask for it again."
            ),
            _ when left < asked =>
                $"{asked - left} of the {asked} good photos {(asked - left == 1 ? "was" : "were")} deleted before it began; it was "
                    + $"made with the other{(left == 1 ? "" : $" {left}")}.",
            _ => null,
        };

    private async Task<RgbImage> ReadAsync(BlobId square, CancellationToken cancellationToken) =>
        ImageDecoder.Decode(await blobs.ReadAsync(square, cancellationToken), cancellationToken: cancellationToken).Image;
}

/// <summary>What a run works on.</summary>
/// <param name="Input">The faces, and the state where the run was paused before.</param>
/// <param name="Earlier">The loss terms before the pause; null where there are none.</param>
/// <param name="Notice">What the user should know about it, good photos that were deleted meanwhile for example; null where
/// nothing.</param>
internal sealed record LoadedInput(RestorationInput Input, LossCurve? Earlier, string? Notice = null);
