using Microsoft.Extensions.Logging;
using Sair.Worker.Queue;

namespace Sair.Worker.Runs;

/// <summary>Renews the lease of a run and passes on what the database says, which may come from another process.</summary>
/// <param name="queue">Holds the lease.</param>
/// <param name="options">The duration of the lease.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Notes failed renewals.</param>
internal sealed partial class LeaseKeeper(RequestQueue queue, WorkerOptions options, TimeProvider time, ILogger<LeaseKeeper> logger)
{
    /// <summary>Renews at once, then three times per lease, until the token ends it.</summary>
    public async Task KeepAsync(ActiveRun run, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        var failures = 0;
        do
        {
            try
            {
                Apply(run, await queue.RenewAsync(run.RequestId, run.Index, run.Total, cancellationToken));
                failures = 0;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (failures++ == 0)
                {
                    LogRenewalFailed(exception, run.RequestId);
                }
            }
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static void Apply(ActiveRun run, LeaseState state)
    {
        switch (state)
        {
            case LeaseState.Lost:
                run.LoseLease();
                break;
            case LeaseState.CancelRequested when run.IsWithdrawn:
                break;
            case LeaseState.CancelRequested:
                run.Cancel();
                break;
            case LeaseState.PauseRequested:
                run.Signals.Pause();
                break;
            case LeaseState.KeepRequested:
                run.Signals.Keep();
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease of request {RequestId} could not be renewed; the next renewal tries again.")]
    private partial void LogRenewalFailed(Exception exception, Guid requestId);
}
