using System.Collections.Concurrent;
using Sair.Application.Restorations;
using Sair.Data.Requests;
using Sair.Worker.Previews;

namespace Sair.Worker.Queue;

/// <summary>The requests that run in this process, so that a click reaches them at once.</summary>
/// <param name="broker">Announces the runs.</param>
internal sealed class ActiveRuns(PreviewBroker broker) : IRunningRequests
{
    private readonly ConcurrentDictionary<Guid, ActiveRun> _runs = new();

    /// <summary>Announces a claimed request as running; the run ends with its disposal.</summary>
    public ActiveRun Begin(Guid requestId, CancellationToken stopping)
    {
        var run = new ActiveRun(requestId, broker.Open(requestId), ended => _runs.TryRemove(ended.RequestId, out _), stopping);
        _runs[requestId] = run;
        return run;
    }

    /// <summary>Finds a run by the request that it serves.</summary>
    public ActiveRun? Find(Guid requestId) => _runs.GetValueOrDefault(requestId);

    /// <inheritdoc/>
    public void Cancel(Guid requestId) => Find(requestId)?.Cancel();

    /// <inheritdoc/>
    public void Withdraw(Guid requestId) => Find(requestId)?.Withdraw();

    /// <inheritdoc/>
    public void Pause(Guid requestId) => Find(requestId)?.Signals.Pause();

    /// <inheritdoc/>
    public void Keep(Guid requestId) => Find(requestId)?.Signals.Keep();

    /// <inheritdoc/>
    public (int Index, int Total)? FindProgress(Guid requestId) => broker.FindLatest(requestId) is { Total: > 0 } latest ? (latest.Index, latest.Total) : null;

    /// <inheritdoc/>
    public void Finish(Guid requestId, RequestStatus status) => broker.Finish(requestId, status);

    /// <inheritdoc/>
    public void Forget(Guid requestId) => broker.Forget(requestId);
}
