using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;

namespace Sair.Data.Requests;

/// <summary>Deletes requests with their outcomes, and notes of which their users were told.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
public sealed class RequestStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector)
{
    /// <summary>Notes that the owner was told how these requests ended.</summary>
    public async Task SetToldAsync(Guid ownerId, IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        await context
            .Requests.Where(r => r.IsNews && requestIds.Contains(r.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.IsNews, false), cancellationToken);
    }

    /// <summary>
    /// Deletes for good what was deleted before the given moment, with every photo that nothing else uses; each request whole or
    /// not at all.
    /// </summary>
    /// <returns>How many requests were deleted.</returns>
    public async Task<int> PurgeAsync(DateTime deletedBefore, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await context.Requests.Where(r => r.DeletedUtc < deletedBefore).Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            await collector.EraseAsync(
                async change =>
                {
                    // One that was brought back meanwhile stays.
                    var row = change.Requests.Where(r => r.Id == id && r.DeletedUtc < deletedBefore);
                    var photos = await row.SelectMany(r => r.References)
                        .Select(reference => reference.Face!.PhotoId)
                        .ToListAsync(cancellationToken);
                    photos.AddRange(await row.Select(r => r.PhotoId).ToListAsync(cancellationToken));
                    var deleted = await row.ExecuteDeleteAsync(cancellationToken);
                    await PhotoStore.DeleteUnusedRowsAsync(change, photos, cancellationToken);
                    return deleted;
                },
                cancellationToken
            );
        }

        return ids.Count;
    }

    /// <summary>Deletes what requests that ended before the given moment could have gone on from.</summary>
    /// <returns>How many requests had something.</returns>
    public async Task<int> ForgetStatesAsync(DateTime endedBefore, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await Ended(context).AnyAsync(cancellationToken))
        {
            return 0;
        }

        return (
            await collector.ChangeAsync(
                change =>
                    Ended(change)
                        .ExecuteUpdateAsync(
                            set =>
                                set.SetProperty(r => r.ResumeStateBlob, (BlobId?)null).SetProperty(r => r.EarlierCurveJson, (string?)null),
                            cancellationToken
                        ),
                cancellationToken
            )
        ).Result;

        IQueryable<RestorationRequest> Ended(SairDbContext of) =>
            of.Requests.Where(r =>
                r.FinishedUtc < endedBefore
                && r.ResumeStateBlob != null
                && (r.Status == RequestStatus.Succeeded || r.Status == RequestStatus.Cancelled || r.Status == RequestStatus.Failed)
            );
    }

    /// <summary>Deletes a request, its restoration, and every file that nothing else refers to; the photos stay.</summary>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> DeleteAsync(Guid requestId, CancellationToken cancellationToken = default) =>
        (
            await collector.EraseAsync(
                context => context.Requests.Where(r => r.Id == requestId).ExecuteDeleteAsync(cancellationToken),
                cancellationToken
            )
        ).Result > 0;
}
