using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>What users do with requests that are there: cancel, pause, go on, stop and keep, delete.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="requests">Deletes requests.</param>
/// <param name="photos">Deletes photos.</param>
/// <param name="runs">The requests that run in this process.</param>
/// <param name="queue">Is woken.</param>
/// <param name="time">The clock.</param>
public sealed class RequestControl(
    IDbContextFactory<SairDbContext> contexts,
    RequestStore requests,
    PhotoStore photos,
    IRunningRequests runs,
    QueueSignal queue,
    TimeProvider time
)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Cancels one request, waiting or running; no other request is touched. Once this returns, no more progress of it is
    /// announced.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request is over already or unknown.</returns>
    public async Task<bool> CancelAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        if (await EndWaitingAsync(row, Now, byUser: true, cancellationToken))
        {
            runs.Finish(requestId, RequestStatus.Cancelled);
            return true;
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CancelRequested, true), cancellationToken);
        if (running > 0)
        {
            runs.Cancel(requestId);
        }

        return running > 0;
    }

    /// <summary>
    /// Cancels one request of the owner so that <see cref="TakeBackAsync"/> can bring it back: a waiting one at once, a running one
    /// after its current iteration, whose state is kept for a while. No other request is touched, and no more progress of it is announced.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where it is over already or unknown.</returns>
    public async Task<bool> WithdrawAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        if (await EndWaitingAsync(row, Now, byUser: true, cancellationToken))
        {
            runs.Finish(requestId, RequestStatus.Cancelled);
            return true;
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running && !r.CancelRequested)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CancelRequested, true), cancellationToken);
        if (running > 0)
        {
            runs.Withdraw(requestId);
        }

        return running > 0;
    }

    /// <summary>
    /// Brings a cancelled request of the owner back to its place in the queue; what ran goes on from its stored state, or begins anew
    /// where there is none, and what was paused is paused again.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request is not cancelled or unknown.</returns>
    public async Task<bool> TakeBackAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);

        // What still ends its iteration is put back into the queue by its own run.
        var ending = await row.Where(r => r.Status == RequestStatus.Running && r.CancelRequested)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CancelRequested, false), cancellationToken);
        return ending > 0 || await WaitAgainAsync(requestId, row.Where(r => r.Status == RequestStatus.Cancelled), cancellationToken);
    }

    /// <summary>
    /// Hides a request of the owner in any state until it is purged. What waits, is paused or runs is cancelled by that, so that
    /// <see cref="UndeleteAsync"/> lets it go on.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where there is no such request or it is deleted already.</returns>
    public async Task<bool> HideAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var now = Now;
        var ended = await EndWaitingAsync(row, now, byUser: false, cancellationToken);
        var ending = !ended && await row.AnyAsync(r => r.Status == RequestStatus.Running && !r.CancelRequested, cancellationToken);
        var hidden = await row.ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedUtc, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (ended)
        {
            runs.Finish(requestId, RequestStatus.Cancelled);
        }
        else if (ending)
        {
            runs.Withdraw(requestId);
        }

        return hidden > 0;
    }

    /// <summary>
    /// Brings a deleted request of the owner back as it was: what waited waits again at its place, what was paused is paused, and what
    /// ran goes on from its stored state, or begins anew where there is none.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> UndeleteAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId && r.OwnerId == ownerId);

        // The user cancelled none of these: the deletion did. What still ends its iteration is put back into the queue by its own run.
        var again = await WaitAgainAsync(
            requestId,
            row.Where(r => r.Status == RequestStatus.Cancelled && !r.CancelRequested && r.FinishedUtc >= r.DeletedUtc),
            cancellationToken
        );
        var shown = await row.ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedUtc, (DateTime?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (again)
        {
            // Whoever looked before this was visible looks again.
            queue.Wake();
        }

        return shown > 0;
    }

    /// <summary>Ends a running request after its current iteration and keeps the result.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request does not run.</returns>
    public async Task<bool> KeepAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var running = await context
            .Requests.Where(r => r.Id == requestId && r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.KeepRequested, true), cancellationToken);
        if (running > 0)
        {
            runs.Keep(requestId);
        }

        return running > 0;
    }

    /// <summary>
    /// Sets one request aside: a waiting one at once, a running one after its current iteration; no other request is touched.
    /// </summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request is over already, paused already or unknown.</returns>
    public async Task<bool> PauseAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var waiting = await row.Where(r => r.Status == RequestStatus.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RequestStatus.Paused), cancellationToken);
        if (waiting > 0)
        {
            runs.Finish(requestId, RequestStatus.Paused);
            return true;
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.PauseRequested, true), cancellationToken);
        if (running > 0)
        {
            runs.Pause(requestId);
        }

        return running > 0;
    }

    /// <summary>Lets a paused request wait for its turn again; it goes on where it stopped.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request is not paused.</returns>
    public async Task<bool> ResumeAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var resumed = await context
            .Requests.Where(r => r.Id == requestId && r.Status == RequestStatus.Paused)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Queued)
                        .SetProperty(r => r.PauseRequested, false)
                        .SetProperty(r => r.Attempts, 0),
                cancellationToken
            );
        if (resumed > 0)
        {
            runs.Forget(requestId);
            queue.Wake();
        }

        return resumed > 0;
    }

    /// <summary>Deletes a request in any state with its outcome and every file that nothing else refers to.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the owner has no such request.</returns>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId && r.OwnerId == ownerId);
        if (!await row.AnyAsync(cancellationToken))
        {
            return false;
        }

        await StopAsync(row, [requestId], cancellationToken);
        var deleted = await requests.DeleteAsync(requestId, cancellationToken);
        runs.Forget(requestId);
        return deleted;
    }

    /// <summary>Deletes a photo, the requests that restore one of its faces, and every file that nothing else refers to.</summary>
    /// <param name="ownerId">Whose photo it must be.</param>
    /// <param name="photoId">The photo.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the owner has no such photo.</returns>
    public async Task<bool> DeletePhotoAsync(Guid ownerId, Guid photoId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Photos.AnyAsync(photo => photo.Id == photoId && photo.OwnerId == ownerId, cancellationToken))
        {
            return false;
        }

        var rows = context.Requests.Where(r => r.PhotoId == photoId);
        var ofPhoto = await rows.Select(r => r.Id).ToListAsync(cancellationToken);
        await StopAsync(rows, ofPhoto, cancellationToken);
        var deleted = await photos.DeleteAsync(photoId, cancellationToken);
        foreach (var request in ofPhoto)
        {
            runs.Forget(request);
        }

        return deleted;
    }

    private async Task StopAsync(IQueryable<RestorationRequest> rows, IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken)
    {
        await rows.Where(r => r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CancelRequested, true), cancellationToken);
        foreach (var id in requestIds)
        {
            runs.Cancel(id);
        }
    }

    // A request that was paused keeps that noted, so that it can be brought back as it was.
    private static async Task<bool> EndWaitingAsync(
        IQueryable<RestorationRequest> row,
        DateTime now,
        bool byUser,
        CancellationToken cancellationToken
    ) =>
        await row.Where(r => r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.PauseRequested, r => r.Status == RequestStatus.Paused)
                        .SetProperty(r => r.Status, RequestStatus.Cancelled)
                        .SetProperty(r => r.CancelRequested, byUser)
                        .SetProperty(r => r.FinishedUtc, now),
                cancellationToken
            ) > 0;

    private async Task<bool> WaitAgainAsync(Guid requestId, IQueryable<RestorationRequest> cancelled, CancellationToken cancellationToken)
    {
        var back = await cancelled.ExecuteUpdateAsync(
            set =>
                set.SetProperty(r => r.Status, r => r.PauseRequested ? RequestStatus.Paused : RequestStatus.Queued)
                    .SetProperty(r => r.CancelRequested, false)
                    .SetProperty(r => r.PauseRequested, false)
                    .SetProperty(r => r.FinishedUtc, (DateTime?)null)
                    .SetProperty(r => r.Attempts, 0),
            cancellationToken
        );
        if (back > 0)
        {
            runs.Forget(requestId);
            queue.Wake();
        }

        return back > 0;
    }
}
