using System.Collections.Concurrent;
using Sair.Application.Restorations;
using Sair.Data.Requests;
using Sair.Worker.Gpu;
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
    public (int Index, int Total)? FindProgress(Guid requestId) =>
        broker.FindLatest(requestId) is { Total: > 0 } latest ? (latest.Index, latest.Total) : null;

    /// <inheritdoc/>
    public void Finish(Guid requestId, RequestStatus status) => broker.Finish(requestId, status);

    /// <inheritdoc/>
    public void Forget(Guid requestId) => broker.Forget(requestId);
}

/// <summary>The handle of a request that runs in this process.</summary>
internal sealed class ActiveRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop;
    private readonly Action<ActiveRun> _ended;
    private bool _disposed;

    public ActiveRun(Guid requestId, RunFeed feed, Action<ActiveRun> ended, CancellationToken stopping)
    {
        RequestId = requestId;
        Feed = feed;
        Signals = new RunSignals { IsWatched = () => feed.IsWatched };
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _ended = ended;
        Token = _stop.Token;
    }

    public Guid RequestId { get; }

    public RunFeed Feed { get; }

    public RunSignals Signals { get; }

    /// <summary>Gets the token that ends the run: cancelled, lease lost or host stopping.</summary>
    public CancellationToken Token { get; }

    /// <summary>Gets a value indicating whether the user cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>
    /// Gets a value indicating whether the user cancelled and may still take that back: the run ends after its iteration.
    /// </summary>
    public bool IsWithdrawn { get; private set; }

    /// <summary>Gets a value indicating whether the request is gone or another host's.</summary>
    public bool IsLeaseLost { get; private set; }

    /// <summary>Gets or sets the number of finished iterations.</summary>
    public int Index { get; set; }

    /// <summary>Gets or sets the number of iterations of the run.</summary>
    public int Total { get; set; }

    public void Cancel()
    {
        IsCancelled = true;
        Stop();
    }

    public void Withdraw()
    {
        IsWithdrawn = true;
        Feed.Freeze();
        Signals.Pause();
    }

    public void LoseLease()
    {
        IsLeaseLost = true;
        Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended(this);
        lock (_gate)
        {
            _disposed = true;
            _stop.Dispose();
        }
    }

    private void Stop()
    {
        Feed.Freeze();
        lock (_gate)
        {
            if (!_disposed)
            {
                _stop.Cancel();
            }
        }
    }
}
