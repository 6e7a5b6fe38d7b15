using Microsoft.Extensions.Logging;
using Sair.Data.Blobs;
using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Worker.Engines;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;

namespace Sair.Worker.Runs;

/// <summary>Carries one claimed request from its stored faces to its stored outcome.</summary>
internal sealed class RestorationRunner(
    EngineRegistry engines,
    InputLoader inputs,
    GpuThread gpu,
    ActiveRuns runs,
    LeaseKeeper leases,
    RunRecorder recorder,
    PreviewBroker broker,
    IModelProvider models,
    WorkerOptions options,
    ILogger<RestorationRunner> logger)
{
    /// <summary>Runs the request; returns when its outcome is stored or it is no longer this host's.</summary>
    /// <exception cref="OperationCanceledException">The host stops; the request is still running in the database.</exception>
    public async Task RunAsync(RestorationRequest request, CancellationToken stopping)
    {
        using var run = runs.Begin(request.Id, stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = leases.KeepAsync(run, ended.Token);
        try
        {
            var finished = await IterateAsync(request, run);
            if (await recorder.SucceedAsync(request.Id, finished, stopping))
            {
                run.Feed.Freeze();
                broker.Finish(request.Id, RequestStatus.Succeeded);
            }
            else
            {
                await StoreCancelledAsync(run, stopping);
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

    private async Task<FinishedRun> IterateAsync(RestorationRequest request, ActiveRun run)
    {
        var engine = engines.Get(request.EngineId);
        var engineOptions = EngineOptionsJson.Read(engine.Descriptor, request.OptionsJson, request.OptionsVersion);
        var input = await inputs.LoadAsync(request.Id, run.Token);
        var losses = new LossRecorder();
        var first = TimeSpan.Zero;
        var last = TimeSpan.Zero;
        await foreach (var item in gpu.RunAsync(token => Start(engine, input, engineOptions, token), run.Signals, run.Token))
        {
            switch (item)
            {
                case ProgressEvent progress:
                    (run.Index, run.Total, last) = (progress.Index, progress.Total, progress.Elapsed);
                    first = losses.IsEmpty ? last : first;
                    losses.Add(progress.Index, progress.Losses);
                    run.Feed.PublishProgress(progress.Stage, progress.Index, progress.Total, progress.Losses);
                    break;
                case PreviewEvent preview:
                    run.Feed.PublishPreview(Encode(preview));
                    break;
                case CompletedEvent completed:
                    var curve = losses.ToCurve();
                    var perIteration = curve.Index.Count > 1 ? (last - first) / (curve.Index.Count - 1) : last;
                    return new FinishedRun(completed.Result, completed.KeptEarly, input.Degraded, curve, last, perIteration);
            }
        }

        throw new InvalidOperationException("The run ended without a result.");
    }

    private IEnumerable<RestorationStep> Start(IRestorationEngine engine, RestorationInput input, EngineOptions engineOptions, CancellationToken cancellationToken) =>
        engine.Run(input, engineOptions, new EngineContext(device(options.Device), models, logger), cancellationToken);

    private Preview Encode(PreviewEvent preview)
    {
        var jpeg = ImageEncoder.Encode(preview.Image, ImageFormat.Jpeg, options.PreviewQuality);
        return new Preview(preview.Index, jpeg, $"\"{BlobId.Of(jpeg)}\"");
    }

    private async Task StoreCancelledAsync(ActiveRun run, CancellationToken stopping)
    {
        run.Feed.Freeze();
        await recorder.CancelAsync(run.RequestId, broker.FindPreview(run.RequestId)?.Jpeg, run.Index, stopping);
        broker.Finish(run.RequestId, RequestStatus.Cancelled);
    }
}
