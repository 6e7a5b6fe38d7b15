using System.Threading.Channels;
using Sair.Engine.Engines;

namespace Sair.Worker.Previews;

/// <summary>One viewer of a request; dispose it when the viewer leaves.</summary>
/// <remarks>A viewer who does not read loses the oldest announcements, never the last one.</remarks>
public sealed class RunSubscription : IDisposable
{
    private const int Backlog = 1024;

    private readonly Channel<RunAnnouncement> _channel = Channel.CreateBounded<RunAnnouncement>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    private readonly Action<RunSubscription> _leave;

    internal RunSubscription(RunSnapshot snapshot, Action<RunSubscription> leave)
    {
        Snapshot = snapshot;
        _leave = leave;
    }

    /// <summary>Gets what happened before; the announcements continue from there without a gap.</summary>
    public RunSnapshot Snapshot { get; }

    /// <summary>Reads announcements as they come; ends after the last one or when the subscription is disposed.</summary>
    public IAsyncEnumerable<RunAnnouncement> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _channel.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _leave(this);
        _channel.Writer.TryComplete();
    }

    /// <summary>Passes an announcement on; never blocks.</summary>
    internal void Write(RunAnnouncement announcement)
    {
        _channel.Writer.TryWrite(announcement);
        if (announcement.IsLast)
        {
            _channel.Writer.TryComplete();
        }
    }
}

/// <summary>What happened in a run before a viewer came.</summary>
/// <param name="Latest">The newest announcement; null before the run began in this process.</param>
/// <param name="Losses">The loss terms of all finished iterations.</param>
public sealed record RunSnapshot(RunAnnouncement? Latest, IReadOnlyList<IterationLosses> Losses);

/// <summary>The loss terms of one iteration.</summary>
/// <param name="Index">1-based number of the iteration.</param>
/// <param name="Losses">The terms.</param>
public readonly record struct IterationLosses(int Index, StepLosses Losses);
