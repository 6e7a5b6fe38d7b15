using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Photos;

namespace Sair.Data.Requests;

/// <summary>Deletes requests with their outcomes.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
/// <param name="photos">Deletes photos that nothing needs any more.</param>
/// <param name="time">The clock.</param>
public sealed class RequestStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector, PhotoStore photos, TimeProvider time)
{
    /// <summary>Hides a request that is over or ends because it was cancelled, or brings it back; <see cref="PurgeAsync"/> makes a deletion final.</summary>
    /// <returns>False where there is no such request or it is not over.</returns>
    public async Task<bool> SetDeletedAsync(Guid ownerId, Guid requestId, bool deleted, CancellationToken cancellationToken = default)
    {
        DateTime? moment = deleted ? time.GetUtcNow().UtcDateTime : null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Requests
            .Where(r => r.Id == requestId && r.OwnerId == ownerId
                && (r.Status == RequestStatus.Succeeded || r.Status == RequestStatus.Cancelled || r.Status == RequestStatus.Failed || r.CancelRequested))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedUtc, moment), cancellationToken) > 0;
    }

    /// <summary>Deletes for good what was deleted before the given moment, with every photo that nothing else uses.</summary>
    /// <returns>How many requests were deleted.</returns>
    public async Task<int> PurgeAsync(DateTime deletedBefore, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Requests.AsNoTracking().Where(r => r.DeletedUtc < deletedBefore)
            .Select(r => new { r.Id, r.PhotoId, References = r.References.Select(reference => reference.Face!.PhotoId).ToList() })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            await DeleteAsync(row.Id, cancellationToken);
        }

        await photos.DeleteUnusedAsync([.. rows.SelectMany(row => row.References.Append(row.PhotoId)).Distinct()], cancellationToken);
        return rows.Count;
    }

    /// <summary>Deletes what requests that ended before the given moment could have gone on from.</summary>
    /// <returns>How many requests had something.</returns>
    public async Task<int> ForgetStatesAsync(DateTime endedBefore, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = context.Requests.Where(r => r.FinishedUtc < endedBefore && r.ResumeStateBlob != null
            && (r.Status == RequestStatus.Succeeded || r.Status == RequestStatus.Cancelled || r.Status == RequestStatus.Failed));
        var states = await ended.Select(r => r.ResumeStateBlob!.Value).ToListAsync(cancellationToken);
        if (states.Count > 0)
        {
            await ended.ExecuteUpdateAsync(
                set => set.SetProperty(r => r.ResumeStateBlob, (BlobId?)null).SetProperty(r => r.EarlierCurveJson, (string?)null), cancellationToken);
            await collector.CollectAsync(states, CancellationToken.None);
        }

        return states.Count;
    }

    /// <summary>Deletes a request, its restoration, and every file that nothing else refers to; the photos stay.</summary>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> DeleteAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var blobs = await RequestBlobs.ReadAsync(row, cancellationToken);
        blobs.AddRange(await PersonalModels.ReadFilesAsync(context.PersonalModels.Where(model => model.RequestId == requestId), cancellationToken));
        var deleted = await row.ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await collector.CollectAsync(blobs, CancellationToken.None);
        await context.TruncateLogAsync();
        return deleted > 0;
    }
}
