using System.Collections.Concurrent;
using Sair.Application;
using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>Ends what outlives the request that began it, circuits and connections, once its session does not count any more.</summary>
public sealed partial class OpenSessions(SessionStore store, TimeProvider time, ILogger<OpenSessions> logger)
    : ResilientBackgroundService(time, logger)
{
    // What other processes end is noticed after this long, what this one ends at once.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(20);

    // By then the page whose form ended the session has gone on to the answer, which a look at once would cut off.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Watch, Guid> _watches = [];
    private ITimer? _soon;

    /// <summary>Calls once when the session has ended, on any thread; disposing the answer stops that.</summary>
    public IDisposable OnEnd(Guid session, Action ended)
    {
        var watch = new Watch(this, ended);
        _watches[watch] = session;
        return watch;
    }

    /// <summary>Looks which sessions have ended, and tells those who wait for it.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        var watches = _watches.ToArray();
        if (watches.Length == 0)
        {
            return;
        }

        var open = await store.FindOpenAsync([.. watches.Select(watch => watch.Value).Distinct()], cancellationToken);
        foreach (var (watch, _) in watches.Where(watch => !open.Contains(watch.Value)))
        {
            if (_watches.TryRemove(watch, out _))
            {
                watch.Ended();
            }
        }
    }

    /// <summary>Looks a moment later, for the answer to the form that ended a session.</summary>
    public void CheckSoon() =>
        LazyInitializer
            .EnsureInitialized(
                ref _soon,
                () =>
                    _time.CreateTimer(
                        _ => _ = TryCheckAsync(CancellationToken.None),
                        null,
                        Timeout.InfiniteTimeSpan,
                        Timeout.InfiniteTimeSpan
                    )
            )
            .Change(s_soon, Timeout.InfiniteTimeSpan);

    public override void Dispose()
    {
        _soon?.Dispose();
        base.Dispose();
    }

    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(s_interval, _time, stoppingToken);
        await CheckAsync(stoppingToken);
        return true;
    }

    private async Task TryCheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether open pages are still signed in could not be looked up; it is tried again.")]
    private partial void LogFailed(Exception exception);

    private sealed class Watch(OpenSessions owner, Action ended) : IDisposable
    {
        public Action Ended { get; } = ended;

        public void Dispose() => owner._watches.TryRemove(this, out _);
    }
}
