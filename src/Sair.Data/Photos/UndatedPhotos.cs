using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Photos;

/// <summary>Finds photos whose files were never asked when they were taken, and stores the answer.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class UndatedPhotos(IDbContextFactory<SairDbContext> contexts)
{
    private const int Batch = 64;

    /// <summary>Lists them in the order of their ids.</summary>
    /// <param name="after">The last id that was seen; empty to begin.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The next ones; empty at the end.</returns>
    public async Task<IReadOnlyList<UndatedPhoto>> ListAsync(Guid after, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Photos.Where(photo => !photo.TakenRead && photo.Id > after).OrderBy(photo => photo.Id)
            .Select(photo => new UndatedPhoto(photo.Id, photo.OriginalBlob, photo.CreatedUtc)).Take(Batch).ToListAsync(cancellationToken);
    }

    /// <summary>Stores when a photo was taken; null where its file does not say. It is not listed any more.</summary>
    public async Task SetAsync(Guid photoId, DateTime? takenUtc, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Photos.Where(photo => photo.Id == photoId).ExecuteUpdateAsync(
            set => set.SetProperty(photo => photo.TakenUtc, takenUtc).SetProperty(photo => photo.TakenRead, true), cancellationToken);
    }
}

/// <summary>A photo whose file was never asked when it was taken.</summary>
/// <param name="Id">The photo.</param>
/// <param name="Original">Its file.</param>
/// <param name="CreatedUtc">When it was uploaded.</param>
public sealed record UndatedPhoto(Guid Id, BlobId Original, DateTime CreatedUtc);
