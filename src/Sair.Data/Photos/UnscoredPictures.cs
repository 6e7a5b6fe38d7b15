using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Photos;

/// <summary>Finds pictures that were stored before anything scored their quality, and stores the score.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class UnscoredPictures(IDbContextFactory<SairDbContext> contexts)
{
    private const int Batch = 64;

    /// <summary>Lists faces without a score in the order of their ids.</summary>
    /// <param name="after">The last id that was seen; empty to begin.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The next ones; empty at the end.</returns>
    public async Task<IReadOnlyList<UnscoredFace>> ListFacesAsync(Guid after, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Faces.Where(face => face.QualityScore == null && face.Id > after)
            .OrderBy(face => face.Id)
            .Select(face => new UnscoredFace(face.Id, face.SquareBlob))
            .Take(Batch)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Lists restorations without a score in the order of their ids.</summary>
    /// <param name="after">The last id that was seen; empty to begin.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The next ones; empty at the end.</returns>
    public async Task<IReadOnlyList<UnscoredRestoration>> ListRestorationsAsync(Guid after, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Requests.Where(request => request.Restoration!.QualityAfter == null && request.Restoration.Id > after)
            .OrderBy(request => request.Restoration!.Id)
            .Select(request => new UnscoredRestoration(request.Restoration!.Id, request.Face!.SquareBlob, request.Restoration.ResultBlob))
            .Take(Batch)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Stores the score of a face.</summary>
    public async Task SetFaceAsync(Guid faceId, double score, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .Faces.Where(face => face.Id == faceId)
            .ExecuteUpdateAsync(set => set.SetProperty(face => face.QualityScore, score), cancellationToken);
    }

    /// <summary>Stores the scores of a restoration.</summary>
    public async Task SetRestorationAsync(Guid restorationId, double before, double after, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .Restorations.Where(restoration => restoration.Id == restorationId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(restoration => restoration.QualityBefore, before)
                        .SetProperty(restoration => restoration.QualityAfter, after),
                cancellationToken
            );
    }
}

/// <summary>A face without a score.</summary>
/// <param name="Id">The face.</param>
/// <param name="Square">Its square.</param>
public sealed record UnscoredFace(Guid Id, BlobId Square);

/// <summary>A restoration without a score.</summary>
/// <param name="Id">The restoration.</param>
/// <param name="Before">The face as it was, at its own size.</param>
/// <param name="After">The result.</param>
public sealed record UnscoredRestoration(Guid Id, BlobId Before, BlobId After);
