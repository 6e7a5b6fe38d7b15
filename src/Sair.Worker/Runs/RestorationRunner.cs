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
    EngineRegistry engines,
    InputLoader inputs,
    ParentRuns parents,
    EvidenceCollector collector,
    GpuThread gpu,
    ActiveRuns runs,
    LeaseKeeper leases,
    QueueSignal signal,
    RunRecorder recorder,
    PreviewBroker broker,
    CurrentRun current,
    InstantPreview instant,
    FaceScorer scorer,
    IModelProvider models,
    WorkerOptions options,
    TimeProvider time,
    ILogger<RestorationRunner> logger)
{
    private const string NoRoom = "The disk is full: the result is kept and stored as soon as there is room. Free some space; nothing else is to be done.";

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
            var outcome = await IterateSomewhereAsync(request, lane, run);
            var judged = outcome.Finished is { } finished ? await JudgeAsync(request, finished, run.Token) : null;
            var status = await StoreAsync<RequestStatus?>(run, async () => judged is null ? await recorder.SetAsideAsync(request.Id, outcome.Paused!, stopping)
                : await recorder.SucceedAsync(request.Id, judged, stopping) ? RequestStatus.Succeeded
                : null);
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

    // What took minutes is not thrown away because the disk is full: it waits in memory until there is room or the user cancels. A host that
    // stops meanwhile puts the request back into the queue.
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

    // What does not fit into the GPU may fit with less kept there; the rest fits into the machine's memory, only slower.
    private async Task<(FinishedRun? Finished, PausedRun? Paused)> IterateSomewhereAsync(RestorationRequest request, RunLane lane, ActiveRun run)
    {
        var attempts = RunAttempt.For(engines.Get(request.EngineId).Descriptor, lane.Device);
        for (var i = 0; ; i++)
        {
            if (attempts[i].Notice is { } notice)
            {
                run.Feed.PublishNotice(notice);
            }

            try
            {
                return await IterateAsync(request, run, lane.Thread, attempts[i]);
            }
            catch (OutOfDeviceMemoryException) when (i < attempts.Count - 1)
            {
                LogOutOfMemory(request.Id, attempts[i].Memory);
                await lane.Thread.RunAsync(
                    () =>
                    {
                        TorchRuntime.TrimMemory();
                        return true;
                    },
                    run.Token);
            }
        }
    }

    private async Task<(FinishedRun? Finished, PausedRun? Paused)> IterateAsync(RestorationRequest request, ActiveRun run, GpuThread thread, RunAttempt attempt)
    {
        var engine = engines.Get(request.EngineId);
        var engineOptions = EngineOptionsJson.Read(engine.Descriptor, request.OptionsJson, request.OptionsVersion);
        var (input, earlier, unusual) = await inputs.LoadAsync(request.Id, run.Token);
        if (unusual is not null)
        {
            run.Feed.PublishNotice(unusual);
        }

        if (await instant.MakeAsync(request, input, run.Token) is { } picture)
        {
            run.Feed.PublishPreview(Encode(new PreviewEvent(Preview.InstantIndex, picture)));
        }

        if (input.ResumeState is null && await parents.FindAsync(request, engine.Descriptor, run.Token) is { } parent)
        {
            (input, earlier, _) = parent.State is { } state
                ? new LoadedInput(input with { ResumeState = state }, parent.Curve)
                : await ReplayAsync(engine, request, input, parent, run, thread, attempt with { Memory = parent.Memory > attempt.Memory ? parent.Memory : attempt.Memory });
        }

        var losses = new LossRecorder(earlier);
        var first = TimeSpan.Zero;
        var last = TimeSpan.Zero;
        var measured = 0;
        await foreach (var item in thread.RunAsync(token => Start(engine, request, input, engineOptions, attempt, token), run.Signals, run.Token))
        {
            switch (item)
            {
                case ProgressEvent progress:
                    (run.Index, run.Total, last) = (progress.Index, progress.Total, progress.Elapsed);
                    first = measured++ == 0 ? last : first;
                    losses.Add(progress.Index, progress.Losses);
                    run.Feed.PublishProgress(progress.Stage, progress.Index, progress.Total, progress.Losses);
                    break;
                case PreviewEvent preview:
                    run.Feed.PublishPreview(Encode(preview));
                    break;
                case PausedEvent paused:
                    return (null, new PausedRun(paused.Result.State, Encode(new PreviewEvent(run.Index, paused.Result.Image)).Jpeg, losses.ToCurve(), run.Index, run.Total, last));
                case CompletedEvent completed:
                    var curve = losses.ToCurve();
                    var perIteration = measured > 1 ? (last - first) / (measured - 1) : last;
                    return (new FinishedRun(completed.Result, completed.KeptEarly, input.Degraded, curve, run.Total, last + TimeSpan.FromSeconds(request.EarlierSeconds), perIteration)
                    {
                        Attempt = attempt,
                        Notice = unusual,
                    }, null);
            }
        }

        throw new InvalidOperationException("The run ended without a result.");
    }

    private async Task<FinishedRun> JudgeAsync(RestorationRequest request, FinishedRun finished, CancellationToken cancellationToken)
    {
        var (evidence, map) = await collector.MeasureAsync(request, finished.Degraded, finished.Result.Image, cancellationToken);
        var (before, after) = await gpu.RunAsync(() => (scorer.Score(finished.Degraded), scorer.Score(finished.Result.Image)), cancellationToken);
        return finished with
        {
            Frames = broker.Frames(request.Id),
            Evidence = evidence,
            Map = map,
            Quality = before is { } low && after is { } high ? (low, high) : null,
        };
    }

    // The same options, seed and memory use lead to the same place: any iteration can be returned to without having kept its state.
    private async Task<LoadedInput> ReplayAsync(IRestorationEngine engine, RestorationRequest request, RestorationInput input, ParentRun parent, ActiveRun run, GpuThread thread, RunAttempt attempt)
    {
        var signals = new RunSignals { KeepAfter = parent.Iteration };
        var losses = new LossRecorder();
        await foreach (var item in thread.RunAsync(token => Start(engine, request, input, parent.Options, attempt, token), signals, run.Token))
        {
            switch (item)
            {
                case ProgressEvent progress:
                    losses.Add(progress.Index, progress.Losses);
                    run.Feed.PublishProgress(progress.Stage, progress.Index, progress.Total, progress.Losses);
                    break;
                case CompletedEvent completed:
                    return new LoadedInput(input with { ResumeState = completed.Result.State }, completed.Result.State is null ? null : losses.ToCurve());
            }
        }

        throw new InvalidOperationException("The replay ended without a result.");
    }

    private IEnumerable<RestorationStep> Start(
        IRestorationEngine engine, RestorationRequest request, RestorationInput input, EngineOptions engineOptions, RunAttempt attempt, CancellationToken cancellationToken) =>
        current.Within(request, input, engine.Run(input, engineOptions, new EngineContext(attempt.Device, models, logger) { Memory = attempt.Memory }, cancellationToken));

    private Preview Encode(PreviewEvent preview)
    {
        var jpeg = ImageEncoder.Encode(preview.Image, ImageFormat.Jpeg, options.PreviewQuality);
        return new Preview(preview.Index, jpeg, $"\"{BlobId.Of(jpeg)}\"");
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

    [LoggerMessage(LogLevel.Warning, "Request {RequestId} does not fit into the GPU with memory use {Memory} and is tried with less.")]
    private partial void LogOutOfMemory(Guid requestId, MemoryUse memory);
}
