using Sair.Worker.Gpu;
using Sair.Worker.Previews;

namespace Sair.Worker.Queue;

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

    /// <summary>Gets a value indicating whether the user cancelled and may still take that back: the run ends after its iteration.</summary>
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
