using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Worker.Runs;

/// <summary>Reads the face squares of a request.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds the squares.</param>
internal sealed class InputLoader(IDbContextFactory<SairDbContext> contexts, BlobStore blobs)
{
    /// <summary>Loads the degraded face and the references in their order.</summary>
    /// <exception cref="BlobMissingException">A square is missing from the data directory.</exception>
    public async Task<RestorationInput> LoadAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var squares = await context.Requests
            .Where(r => r.Id == requestId)
            .Select(r => new
            {
                Degraded = r.Face!.SquareBlob,
                References = r.References.OrderBy(reference => reference.Position).Select(reference => reference.Face!.SquareBlob).ToList(),
            })
            .SingleAsync(cancellationToken);
        var references = new List<RgbImage>();
        foreach (var square in squares.References)
        {
            references.Add(await ReadAsync(square, cancellationToken));
        }

        return new RestorationInput { Degraded = await ReadAsync(squares.Degraded, cancellationToken), References = references };
    }

    private async Task<RgbImage> ReadAsync(BlobId square, CancellationToken cancellationToken) =>
        ImageDecoder.Decode(await blobs.ReadAsync(square, cancellationToken)).Image;
}
