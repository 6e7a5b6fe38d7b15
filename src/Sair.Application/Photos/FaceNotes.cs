using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>Keeps what users say of a stored face: what stays, what is damage, and what is known of its degradation.</summary>
/// <remarks>A request copies the notes of its face when it is made, so that a later stroke does not change it.</remarks>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds pictures.</param>
/// <param name="collector">Stores pictures and deletes those that nothing refers to any more.</param>
/// <param name="budget">Bounds the photos in memory.</param>
public sealed class FaceNotes(IDbContextFactory<SairDbContext> contexts, BlobStore blobs, BlobCollector collector, PixelBudget budget)
{
    private const int LargestSide = 1024;

    /// <summary>Reads a stored degradation.</summary>
    /// <param name="json">JSON, or null.</param>
    public static KnownDegradation? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<KnownDegradation>(json, JsonSerializerOptions.Web);

    /// <summary>Tells what a request takes of a face's degradation: what the user said, and of the real size what is decided.</summary>
    /// <param name="face">The face.</param>
    /// <param name="choice">What the request itself decides about the real size; null leaves it to the face and to the estimate.</param>
    /// <returns>JSON, or null where nothing is known.</returns>
    public static string? ForRequest(Face face, RealSizeChoice? choice = null)
    {
        ArgumentNullException.ThrowIfNull(face);
        var (known, estimate, stored) = (Parse(face.DegradationJson), FaceMapping.RealSizeOf(face), FaceMapping.QuadOf(face).Side);
        if (choice is null && known?.Side is not null)
        {
            return face.DegradationJson;
        }

        // That a doubtful size was kept on purpose is told by the record too.
        var side =
            (choice ?? RealSizeChoice.Automatic).Resolve(estimate, stored) ?? (choice == RealSizeChoice.Keep ? StoredSide(face) : null);
        return side is null && known is not { Side: not null }
            ? face.DegradationJson
            : Write((known ?? new KnownDegradation()) with { Side = side });
    }

    /// <summary>Gives the side of a face square as it is stored, as a real side that reduces nothing.</summary>
    public static int StoredSide(Face face) =>
        Math.Clamp((int)Math.Round(FaceMapping.QuadOf(face).Side), KnownDegradation.SmallestSide, KnownDegradation.LargestSide);

    /// <summary>
    /// Gives the side of a face square in pixels that the photo really holds: as it was decided, else as it is estimated where that
    /// is sure, else as it is stored.
    /// </summary>
    public static double RealSide(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var (stored, estimate) = (FaceMapping.QuadOf(face).Side, FaceMapping.RealSizeOf(face));
        var side = Parse(face.DegradationJson)?.Side ?? (estimate.Certainty == EnlargementCertainty.Sure ? estimate.Of(stored) : stored);
        return Math.Min(side, stored);
    }

    /// <summary>Keeps what was painted over a face; an empty painting is taken away.</summary>
    /// <param name="ownerId">Whose face it is.</param>
    /// <param name="faceId">The face.</param>
    /// <param name="painting">A square PNG: red stays as it is, green is damage, blue is taken from the best reference.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>False where the owner has no such face.</returns>
    /// <exception cref="InvalidImageException">The bytes are no square picture.</exception>
    public async Task<bool> SetMarksAsync(
        Guid ownerId,
        Guid faceId,
        ReadOnlyMemory<byte> painting,
        CancellationToken cancellationToken = default
    )
    {
        var image = ImageDecoder.Decode(painting, cancellationToken: cancellationToken).Image;
        if (image.Width != image.Height)
        {
            throw new InvalidImageException($"What is painted over a face is a square, not {image.Width}×{image.Height} pixels.");
        }

        var marks = new FaceMarks(ImageResizer.ShrinkToFit(image, LargestSide));
        await using var batch = collector.BeginBatch();
        BlobId? blob =
            marks.Keeps || marks.Ignores || marks.Borrows
                ? await batch.AddAsync(ImageEncoder.Encode(marks.Painting, ImageFormat.Png), cancellationToken)
                : null;
        var (changed, _) = await collector.ChangeAsync(
            context =>
                context
                    .Faces.Where(face => face.Id == faceId && face.Photo!.OwnerId == ownerId)
                    .ExecuteUpdateAsync(set => set.SetProperty(face => face.MarksBlob, blob), cancellationToken),
            cancellationToken
        );
        return changed > 0;
    }

    /// <summary>Keeps what is known of a face's degradation; null leaves it to be estimated again.</summary>
    /// <param name="ownerId">Whose face it is.</param>
    /// <param name="faceId">The face.</param>
    /// <param name="known">What is known.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>False where the owner has no such face.</returns>
    /// <exception cref="InvalidOptionsException">A value is out of its range.</exception>
    public async Task<bool> SetDegradationAsync(
        Guid ownerId,
        Guid faceId,
        KnownDegradation? known,
        CancellationToken cancellationToken = default
    )
    {
        known?.Validate();
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (await context.Faces.SingleOrDefaultAsync(f => f.Id == faceId, cancellationToken) is not { } face)
        {
            return false;
        }

        face.DegradationJson = Write(known);
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Keeps what is decided about the real size of faces; what else is known of them stays.</summary>
    /// <param name="ownerId">Whose faces they are.</param>
    /// <param name="sides">The real side of each face in pixels; null takes the decision back.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The sides before, as <paramref name="sides"/>; faces that the owner has not are left out.</returns>
    /// <exception cref="InvalidOptionsException">A side is out of its range; nothing is changed.</exception>
    public async Task<IReadOnlyDictionary<Guid, int?>> SetRealSidesAsync(
        Guid ownerId,
        IReadOnlyDictionary<Guid, int?> sides,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(sides);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var before = new Dictionary<Guid, int?>();
        foreach (var face in await context.Faces.Where(face => sides.Keys.Contains(face.Id)).ToListAsync(cancellationToken))
        {
            var known = Parse(face.DegradationJson) ?? new KnownDegradation();
            before[face.Id] = known.Side;
            known = known with { Side = sides[face.Id] };
            known.Validate();
            face.DegradationJson = Write(known);
        }

        await context.SaveChangesAsync(cancellationToken);
        return before;
    }

    /// <summary>Estimates how a face came about.</summary>
    /// <param name="ownerId">Whose face it is.</param>
    /// <param name="faceId">The face.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The estimate, what engines can use of it, and what the user said; null where the owner has no such face.</returns>
    public async Task<DegradationNote?> EstimateAsync(Guid ownerId, Guid faceId, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(ownerId, faceId, cancellationToken) is not { Photo: { } photo } face)
        {
            return null;
        }

        using var room = await budget.TakeAsync(photo.Width, photo.Height, cancellationToken);
        var (whole, square) = (
            await blobs.ReadAsync(photo, cancellationToken: cancellationToken),
            await blobs.ReadAsync(face.SquareBlob, cancellationToken)
        );
        var quad = FaceMapping.QuadOf(face);
        return await Task.Run(
            () =>
            {
                var estimate = FaceDegradation.Estimate(whole, quad, ImageDecoder.Decode(square).Image);
                return new DegradationNote(estimate, estimate.ForEngines(quad), Parse(face.DegradationJson));
            },
            cancellationToken
        );
    }

    /// <summary>Proposes where a face is scratched.</summary>
    /// <param name="ownerId">Whose face it is.</param>
    /// <param name="faceId">The face.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A painting with green on scratches, PNG; null where the owner has no such face.</returns>
    public async Task<byte[]?> ProposeAsync(Guid ownerId, Guid faceId, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(ownerId, faceId, cancellationToken) is not { } face)
        {
            return null;
        }

        var square = await blobs.ReadAsync(face.SquareBlob, cancellationToken);
        return await Task.Run(
            () => ImageEncoder.Encode(FaceMarks.Paint(null, ScratchFinder.Propose(ImageDecoder.Decode(square).Image)), ImageFormat.Png),
            cancellationToken
        );
    }

    private static string? Write(KnownDegradation? known) =>
        known is null || known == new KnownDegradation() ? null : JsonSerializer.Serialize(known, JsonSerializerOptions.Web);

    private async Task<Face?> FindAsync(Guid ownerId, Guid faceId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context.Faces.AsNoTracking().Include(f => f.Photo).SingleOrDefaultAsync(f => f.Id == faceId, cancellationToken);
    }
}

/// <summary>What is estimated and what is known of a face's degradation.</summary>
/// <param name="Estimate">What the pixels say.</param>
/// <param name="ForEngines">The part of it that engines use.</param>
/// <param name="Known">What the user said; null where nothing.</param>
public sealed record DegradationNote(FaceDegradation Estimate, KnownDegradation ForEngines, KnownDegradation? Known);
