using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Worker.Previews;

namespace Sair.Worker.Queue;

/// <summary>What users do with requests that are there: cancel, pause, go on, stop and keep, delete.</summary>
public sealed class RequestControl
{
    private readonly IDbContextFactory<SairDbContext> _contexts;
    private readonly RequestStore _requests;
    private readonly PhotoStore _photos;
    private readonly ActiveRuns _runs;
    private readonly PreviewBroker _broker;
    private readonly RequestQueue _queue;
    private readonly TimeProvider _time;

    internal RequestControl(
        IDbContextFactory<SairDbContext> contexts, RequestStore requests, PhotoStore photos, ActiveRuns runs, PreviewBroker broker, RequestQueue queue, TimeProvider time)
    {
        _contexts = contexts;
        _requests = requests;
        _photos = photos;
        _runs = runs;
        _broker = broker;
        _queue = queue;
        _time = time;
    }

    /// <summary>Cancels one request, waiting or running; no other request is touched. Once this returns, no more progress of it is announced.</summary>
    /// <returns>False where the request is over already or unknown.</returns>
    public async Task<bool> CancelAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var waiting = await row.Where(r => r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Status, RequestStatus.Cancelled).SetProperty(r => r.FinishedUtc, now), cancellationToken);
        if (waiting > 0)
        {
            _broker.Finish(requestId, RequestStatus.Cancelled);
            return true;
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.CancelRequested, true), cancellationToken);
        if (running > 0)
        {
            _runs.Find(requestId)?.Cancel();
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
    /// <returns>Where the request stood; null where it is over already or unknown.</returns>
    public async Task<RequestStatus?> WithdrawAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        await using var context = await _contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        foreach (var status in (RequestStatus[])[RequestStatus.Queued, RequestStatus.Paused])
        {
            var waiting = await row.Where(r => r.Status == status).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Status, RequestStatus.Cancelled).SetProperty(r => r.FinishedUtc, now), cancellationToken);
            if (waiting > 0)
            {
                _broker.Finish(requestId, RequestStatus.Cancelled);
                return status;
            }
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running && !r.CancelRequested).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.CancelRequested, true), cancellationToken);
        if (running == 0)
        {
            return null;
        }

        _runs.Find(requestId)?.Withdraw();
        return RequestStatus.Running;
    }

    /// <summary>Brings a cancelled request of the owner back to its place in the queue; what ran goes on from its stored state.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="stood">Where it stood before it was cancelled; what was paused is paused again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False where the request is not cancelled or unknown.</returns>
    public async Task<bool> TakeBackAsync(Guid ownerId, Guid requestId, RequestStatus stood = RequestStatus.Queued, CancellationToken cancellationToken = default)
    {
        var status = stood == RequestStatus.Paused ? RequestStatus.Paused : RequestStatus.Queued;
        await using var context = await _contexts.OpenForAsync(ownerId, cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);

        // What still ends its iteration is put back into the queue by its own run.
        var ending = await row.Where(r => r.Status == RequestStatus.Running && r.CancelRequested).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.CancelRequested, false), cancellationToken);
        if (ending > 0)
        {
            return true;
        }

        var back = await row.Where(r => r.Status == RequestStatus.Cancelled).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Status, status)
                .SetProperty(r => r.CancelRequested, false)
                .SetProperty(r => r.PauseRequested, false)
                .SetProperty(r => r.FinishedUtc, (DateTime?)null)
                .SetProperty(r => r.Attempts, 0),
            cancellationToken);
        if (back > 0)
        {
            _broker.Forget(requestId);
            _queue.Wake();
        }

        return back > 0;
    }

    /// <summary>Ends a running request after its current iteration and keeps the result.</summary>
    /// <returns>False where the request does not run.</returns>
    public async Task<bool> KeepAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var running = await context.Requests
            .Where(r => r.Id == requestId && r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.KeepRequested, true), cancellationToken);
        if (running > 0)
        {
            _runs.Find(requestId)?.Signals.Keep();
        }

        return running > 0;
    }

    /// <summary>Sets one request aside: a waiting one at once, a running one after its current iteration; no other request is touched.</summary>
    /// <returns>False where the request is over already, paused already or unknown.</returns>
    public async Task<bool> PauseAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var waiting = await row.Where(r => r.Status == RequestStatus.Queued).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Status, RequestStatus.Paused), cancellationToken);
        if (waiting > 0)
        {
            _broker.Finish(requestId, RequestStatus.Paused);
            return true;
        }

        var running = await row.Where(r => r.Status == RequestStatus.Running).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.PauseRequested, true), cancellationToken);
        if (running > 0)
        {
            _runs.Find(requestId)?.Signals.Pause();
        }

        return running > 0;
    }

    /// <summary>Lets a paused request wait for its turn again; it goes on where it stopped.</summary>
    /// <returns>False where the request is not paused.</returns>
    public async Task<bool> ResumeAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var resumed = await context.Requests
            .Where(r => r.Id == requestId && r.Status == RequestStatus.Paused)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Status, RequestStatus.Queued).SetProperty(r => r.PauseRequested, false).SetProperty(r => r.Attempts, 0),
                cancellationToken);
        if (resumed > 0)
        {
            _broker.Forget(requestId);
            _queue.Wake();
        }

        return resumed > 0;
    }

    /// <summary>Deletes a request in any state with its outcome and every file that nothing else refers to.</summary>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> DeleteAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        _runs.Find(requestId)?.Cancel();
        var deleted = await _requests.DeleteAsync(requestId, cancellationToken);
        _broker.Forget(requestId);
        return deleted;
    }

    /// <summary>Deletes a photo, the requests that restore one of its faces, and every file that nothing else refers to.</summary>
    /// <returns>False where there is no such photo.</returns>
    public async Task<bool> DeletePhotoAsync(Guid photoId, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var requests = await context.Requests.Where(r => r.PhotoId == photoId).Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var request in requests)
        {
            _runs.Find(request)?.Cancel();
        }

        var deleted = await _photos.DeleteAsync(photoId, cancellationToken);
        foreach (var request in requests)
        {
            _broker.Forget(request);
        }

        return deleted;
    }
}
