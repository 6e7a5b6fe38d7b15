using System.Threading.Channels;

namespace Sair.Application.Restorations;

/// <summary>Wakes the worker of this process when a request may wait; it only shortens the wait.</summary>
/// <param name="time">The clock of the wait.</param>
public sealed class QueueSignal(TimeProvider time)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Tells that there may be something to do.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>
    /// Waits for <see cref="Wake"/>, at most five seconds: requests may also come from elsewhere and leases expire silently.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_pollInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
