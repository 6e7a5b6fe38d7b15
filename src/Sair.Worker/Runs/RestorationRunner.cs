using Microsoft.Extensions.Logging;
using Sair.Application.Evidence;
using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;

namespace Sair.Worker.Runs;

/// <summary>Carries one claimed request from its stored faces to its stored outcome.</summary>
internal sealed partial class RestorationRunner(
    EngineDriver driver,
    ResultJudge judge,
    ActiveRuns runs,
    LeaseKeeper leases,
    QueueSignal signal,
    RunRecorder recorder,
    PreviewBroker broker,
    TimeProvider time,
    ILogger<RestorationRunner> logger
)
{
    private const string NoRoom =
        "The disk is full: the result is kept and stored as soon as there is room. Free some space; nothing else is to be done.";

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    /// <summary>Runs the request; returns when its outcome is stored or it is no longer this host's.</summary>
    /// <exception cref="OperationCanceledException">The host stops; the request is still running in the database.</exception>
    /// <param name="request">The request.</param>
    /// <param name="lane">Where it runs.</param>
    /// <param name="stopping">The host stops.</param>
    public async Task RunAsync(RestorationRequest request, RunLane lane, CancellationToken stopping)
    {
        using var run = runs.Begin(request.Id, stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = leases.KeepAsync(run, ended.Token);
        try
        {
            var outcome = await driver.RunAsync(request, lane, run);
            var judged = outcome.Finished is { } finished ? await judge.MeasureAsync(request, finished, run.Token) : null;
            var status = await StoreAsync<RequestStatus?>(
                run,
                async () =>
                    judged is null ? await recorder.SetAsideAsync(request.Id, outcome.Paused!, stopping)
                    : await recorder.SucceedAsync(request.Id, judged, stopping) ? RequestStatus.Succeeded
                    : null
            );
            switch (status)
            {
                case null:
                    await StoreCancelledAsync(run, stopping);
                    break;
                case RequestStatus.Queued:
                    WaitAgain(run);
                    break;
                case { } end:
                    run.Feed.Freeze();
                    broker.Finish(request.Id, end);
                    break;
            }
        }
        catch (OperationCanceledException) when (run.IsCancelled && !stopping.IsCancellationRequested)
        {
            await StoreCancelledAsync(run, stopping);
        }
        catch (OperationCanceledException) when (run.IsLeaseLost && !stopping.IsCancellationRequested)
        {
            broker.Forget(request.Id);
        }
        finally
        {
            run.Feed.Freeze();
            await ended.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What took minutes is not thrown away because the disk is full: it waits in memory until there is room or the user cancels. A
    // host that stops meanwhile puts the request back into the queue.
    private async Task<T> StoreAsync<T>(ActiveRun run, Func<Task<T>> store)
    {
        var pause = s_firstPause;
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                return await store();
            }
            catch (Exception failure) when (StorageFullException.IsCauseOf(failure))
            {
                if (!isTold)
                {
                    run.Feed.PublishNotice(NoRoom);
                    LogNoRoom(run.RequestId);
                }

                await Task.Delay(pause, time, run.Token);
                pause = pause + pause < s_longestPause ? pause + pause : s_longestPause;
            }
        }
    }

    private async Task StoreCancelledAsync(ActiveRun run, CancellationToken stopping)
    {
        run.Feed.Freeze();
        var last = broker.FindPreview(run.RequestId) is { IsInstant: false } preview ? preview.Jpeg : null;
        RequestStatus? status;
        try
        {
            status = await recorder.CancelAsync(run.RequestId, last, run.Index, stopping);
        }
        catch (Exception failure) when (last is not null && StorageFullException.IsCauseOf(failure))
        {
            status = await recorder.CancelAsync(run.RequestId, null, run.Index, stopping);
        }

        if (status == RequestStatus.Queued)
        {
            WaitAgain(run);
        }
        else
        {
            broker.Finish(run.RequestId, RequestStatus.Cancelled);
        }
    }

    private void WaitAgain(ActiveRun run)
    {
        run.Feed.Freeze();
        broker.Forget(run.RequestId);
        signal.Wake();
    }

    [LoggerMessage(LogLevel.Warning, "The disk is full: the result of request {RequestId} waits to be stored.")]
    private partial void LogNoRoom(Guid requestId);
}

/// <summary>Measures what a run made before it is stored.</summary>
internal sealed class ResultJudge(EvidenceCollector collector, GpuThread gpu, FaceScorer scorer, PreviewBroker broker)
{
    /// <summary>Measures how far the result shows the person, and scores photo and result.</summary>
    public async Task<FinishedRun> MeasureAsync(RestorationRequest request, FinishedRun finished, CancellationToken cancellationToken)
    {
        var (evidence, map) = await collector.MeasureAsync(request, finished.Degraded, finished.Result.Image, cancellationToken);
        var (before, after) = await gpu.RunAsync(
            () => (scorer.Score(finished.Degraded), scorer.Score(finished.Result.Image)),
            cancellationToken
        );
        return finished with
        {
            Frames = broker.Frames(request.Id),
            Evidence = evidence,
            Map = map,
            Quality = before is { } low && after is { } high ? (low, high) : null,
        };
    }
}
