using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sair.Data.Requests;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;
using Sair.Worker.Runs;

namespace Sair.Worker;

/// <summary>The loops that take requests from the queue and run them, one after another on each lane.</summary>
internal sealed partial class RestorationWorker(
    RequestQueue queue,
    RestorationRunner runner,
    RunLanes lanes,
    RunRecorder recorder,
    PreviewBroker broker,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RestorationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await ReadyAsync(stoppingToken) is { } all)
        {
            await Task.WhenAll(all.Select(lane => WorkAsync(lane, stoppingToken)));
        }
    }

    // Puts back what an earlier process left, once and before any lane takes something; null when the host stops first.
    private async Task<IReadOnlyList<RunLane>?> ReadyAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await queue.RecoverAsync(stopping);
                return lanes.All;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailure(exception, null);
                await PauseAsync(stopping);
            }
        }

        return null;
    }

    private async Task WorkAsync(RunLane lane, CancellationToken stopping)
    {
        RestorationRequest? current = null;
        Exception? failure = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (current is not null && failure is not null)
                {
                    await StoreFailureAsync(current, failure, stopping);
                    (current, failure) = (null, null);
                }

                current = lane.HasRoom() ? await queue.ClaimAsync(stopping) : null;
                if (current is null)
                {
                    await queue.WaitAsync(stopping);
                    continue;
                }

                if (lanes.All.Count > 1)
                {
                    // One signal may stand for several requests, and wakes one lane.
                    queue.Wake();
                }

                await runner.RunAsync(current, lane, stopping);
                current = null;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                LogFailure(exception, current?.Id);
                var ranNothing = current is null || failure is not null;
                failure ??= current is null ? null : exception;

                // A failure that cannot be stored, on a full disk for example, is tried again until it can.
                if (ranNothing)
                {
                    await PauseAsync(stopping);
                }
            }
        }

        await PutBackAsync(current, failure);
    }

    private async Task PauseAsync(CancellationToken stopping) =>
        await Task.Delay(s_pauseAfterFailure, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task StoreFailureAsync(RestorationRequest request, Exception failure, CancellationToken cancellationToken)
    {
        var sentence = FailureSentences.For(failure);
        await recorder.FailAsync(request.Id, sentence, cancellationToken);
        broker.Finish(request.Id, RequestStatus.Failed, sentence);
        if (failure is TorchException { IsFatal: true })
        {
            // The device is unusable for the rest of this process; the supervisor starts a new one.
            lifetime.StopApplication();
        }
    }

    private async Task PutBackAsync(RestorationRequest? request, Exception? failure)
    {
        if (request is not null && failure is null)
        {
            await queue.ReleaseAsync(request.Id, CancellationToken.None);
        }
        else if (request is not null && failure is not null)
        {
            await StoreFailureAsync(request, failure, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed.")]
    private partial void LogFailure(Exception exception, Guid? requestId);
}
