using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sair.Data.Requests;
using Sair.Worker.Previews;
using Sair.Worker.Queue;
using Sair.Worker.Runs;

namespace Sair.Worker;

/// <summary>The one loop that takes requests from the queue and runs them, one after another.</summary>
internal sealed partial class RestorationWorker(
    RequestQueue queue,
    RestorationRunner runner,
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
        var recovered = false;
        RestorationRequest? current = null;
        Exception? failure = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!recovered)
                {
                    await queue.RecoverAsync(stoppingToken);
                    recovered = true;
                }

                if (current is not null && failure is not null)
                {
                    await StoreFailureAsync(current, failure, stoppingToken);
                    (current, failure) = (null, null);
                }

                current = await queue.ClaimAsync(stoppingToken);
                if (current is null)
                {
                    await queue.WaitAsync(stoppingToken);
                    continue;
                }

                await runner.RunAsync(current, stoppingToken);
                current = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
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
                    await Task.Delay(s_pauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        await PutBackAsync(current, failure);
    }

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
