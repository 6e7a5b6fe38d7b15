using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Requests;

namespace Sair.Data.Photos;

/// <summary>Deletes photos to the last byte.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
public sealed class PhotoStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector)
{
    /// <summary>
    /// Deletes a photo, its faces, the requests that restore one of them with their outcomes, and every file that nothing
    /// else refers to. Requests that only use it as reference stay, without that reference and without what they learned from it.
    /// </summary>
    /// <returns>False where there is no such photo.</returns>
    public async Task<bool> DeleteAsync(Guid photoId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var photo = await context.Photos.AsNoTracking().Include(p => p.Faces).SingleOrDefaultAsync(p => p.Id == photoId, cancellationToken);
        if (photo is null)
        {
            return false;
        }

        var blobs = await RequestBlobs.ReadAsync(context.Requests.Where(r => r.PhotoId == photoId), cancellationToken);
        blobs.AddRange([photo.OriginalBlob, photo.WorkingBlob, photo.PreviewBlob, .. photo.Faces.Select(face => face.SquareBlob), .. photo.Faces.SelectMany(face => new[] { face.ThumbnailBlob, face.MarksBlob }).OfType<BlobId>()]);
        var learners = context.Requests.Where(r => r.PhotoId == photoId || r.References.Any(reference => reference.Face!.PhotoId == photoId));
        var models = context.PersonalModels.Where(model => learners.Any(r => r.Id == model.RequestId));
        blobs.AddRange(await PersonalModels.ReadFilesAsync(models, cancellationToken));
        await models.ExecuteDeleteAsync(cancellationToken);
        await context.Photos.Where(p => p.Id == photoId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await collector.CollectAsync(blobs, CancellationToken.None);
        await context.TruncateLogAsync();
        return true;
    }

    /// <summary>Deletes those of the photos that no album and no request uses: faces are not kept without a purpose.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteUnusedAsync(IReadOnlyCollection<Guid> photoIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photoIds);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deleted = 0;
        foreach (var photoId in photoIds)
        {
            var used = await context.PersonPhotos.AnyAsync(entry => entry.PhotoId == photoId, cancellationToken)
                || await context.Requests.AnyAsync(
                    request => request.PhotoId == photoId || request.References.Any(reference => reference.Face!.PhotoId == photoId), cancellationToken);
            if (!used && await DeleteAsync(photoId, cancellationToken))
            {
                deleted++;
            }
        }

        return deleted;
    }
}
