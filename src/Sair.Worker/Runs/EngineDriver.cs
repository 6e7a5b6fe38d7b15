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

/// <summary>Drives an engine from the stored faces of a request to a result, and tells viewers of each step.</summary>
internal sealed partial class EngineDriver(
    EngineRegistry engines,
    InputLoader inputs,
    ParentRuns parents,
    EncryptedPersonalWeights personal,
    InstantPreview instant,
    IModelProvider models,
    WorkerOptions options,
    ILogger<EngineDriver> logger
)
{
    /// <summary>Loads what the request names and drives its engine; what finds no memory is tried with less.</summary>
    /// <returns>A result, or where a run that was paused goes on from.</returns>
    public async Task<(FinishedRun? Finished, PausedRun? Paused)> RunAsync(RestorationRequest request, RunLane lane, ActiveRun run)
    {
        // What does not fit into the GPU may fit with less kept there; the rest fits into the machine's memory, only slower.
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
                    run.Token
                );
            }
        }
    }

    private async Task<(FinishedRun? Finished, PausedRun? Paused)> IterateAsync(
        RestorationRequest request,
        ActiveRun run,
        GpuThread thread,
        RunAttempt attempt
    )
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
                : await ReplayAsync(
                    engine,
                    request,
                    input,
                    parent,
                    run,
                    thread,
                    attempt with
                    {
                        Memory = parent.Memory > attempt.Memory ? parent.Memory : attempt.Memory,
                    }
                );
        }

        var losses = new LossRecorder(earlier);
        var first = TimeSpan.Zero;
        var last = TimeSpan.Zero;
        var measured = 0;
        await foreach (
            var item in thread.RunAsync(token => Start(engine, request, input, engineOptions, attempt, token), run.Signals, run.Token)
        )
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
                    return (
                        null,
                        new PausedRun(
                            paused.Result.State,
                            Encode(new PreviewEvent(run.Index, paused.Result.Image)).Jpeg,
                            losses.ToCurve(),
                            run.Index,
                            run.Total,
                            last
                        )
                    );
                case CompletedEvent completed:
                    var curve = losses.ToCurve();
                    var perIteration = measured > 1 ? (last - first) / (measured - 1) : last;
                    return (
                        new FinishedRun(
                            completed.Result,
                            completed.KeptEarly,
                            input.Degraded,
                            curve,
                            run.Total,
                            last + TimeSpan.FromSeconds(request.EarlierSeconds),
                            perIteration
                        )
                        {
                            Attempt = attempt,
                            Notice = unusual,
                        },
                        null
                    );
            }
        }

        throw new InvalidOperationException("The run ended without a result.");
    }

    // The same options, seed and memory use lead to the same place: any iteration can be returned to without having kept its state.
    private async Task<LoadedInput> ReplayAsync(
        IRestorationEngine engine,
        RestorationRequest request,
        RestorationInput input,
        ParentRun parent,
        ActiveRun run,
        GpuThread thread,
        RunAttempt attempt
    )
    {
        var signals = new RunSignals { KeepAfter = parent.Iteration };
        var losses = new LossRecorder();
        await foreach (
            var item in thread.RunAsync(token => Start(engine, request, input, parent.Options, attempt, token), signals, run.Token)
        )
        {
            switch (item)
            {
                case ProgressEvent progress:
                    losses.Add(progress.Index, progress.Losses);
                    run.Feed.PublishProgress(progress.Stage, progress.Index, progress.Total, progress.Losses);
                    break;
                case CompletedEvent completed:
                    return new LoadedInput(
                        input with
                        {
                            ResumeState = completed.Result.State,
                        },
                        completed.Result.State is null ? null : losses.ToCurve()
                    );
            }
        }

        throw new InvalidOperationException("The replay ended without a result.");
    }

    private IEnumerable<RestorationStep> Start(
        IRestorationEngine engine,
        RestorationRequest request,
        RestorationInput input,
        EngineOptions engineOptions,
        RunAttempt attempt,
        CancellationToken cancellationToken
    ) =>
        engine.Run(
            input,
            engineOptions,
            new EngineContext(attempt.Device, models, logger)
            {
                Memory = attempt.Memory,
                PersonalWeights = personal.OpenFor(request, input),
            },
            cancellationToken
        );

    private Preview Encode(PreviewEvent preview)
    {
        var jpeg = ImageEncoder.Encode(preview.Image, ImageFormat.Jpeg, options.PreviewQuality);
        return new Preview(preview.Index, jpeg, $"\"{BlobId.Of(jpeg)}\"");
    }

    [LoggerMessage(LogLevel.Warning, "Request {RequestId} does not fit into the GPU with memory use {Memory} and is tried with less.")]
    private partial void LogOutOfMemory(Guid requestId, MemoryUse memory);
}
