using Microsoft.Extensions.Logging;
using Sair.Application.Models;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.Worker.Devices;
using Sair.Worker.Gpu;

namespace Sair.Worker.Runs;

/// <summary>
/// Makes the first picture of a run by one pass of the instant engine, so that nobody looks at nothing while a search begins.
/// </summary>
/// <param name="engines">The engines there are.</param>
/// <param name="gpu">The thread that they run on.</param>
/// <param name="models">Their models.</param>
/// <param name="options">Whether it is wanted.</param>
/// <param name="worker">The device.</param>
/// <param name="logger">Says why there is none.</param>
internal sealed partial class InstantPreview(
    EngineRegistry engines,
    GpuThread gpu,
    IModelProvider models,
    WorkerOptions options,
    WorkerDevice worker,
    ILogger<InstantPreview> logger
)
{
    /// <summary>Makes the picture.</summary>
    /// <param name="request">The request; one that goes on from an earlier picture needs none.</param>
    /// <param name="input">The faces.</param>
    /// <param name="cancellationToken">Ends the waiting for the thread.</param>
    /// <returns>A face square; null where the instant engine or its models are missing, or it is the engine of the run itself.</returns>
    public async Task<RgbImage?> MakeAsync(RestorationRequest request, RestorationInput input, CancellationToken cancellationToken)
    {
        var instant = engines.Engines.FirstOrDefault(engine => engine.Descriptor.Id == IqpfrEngine.Id);
        if (
            !options.InstantPreview
            || instant is null
            || request.EngineId == IqpfrEngine.Id
            || request.ParentRequestId is not null
            || input.ResumeState is not null
        )
        {
            return null;
        }

        try
        {
            return await gpu.RunAsync(() => Render(instant, input with { References = [] }, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is SairException or OutOfDeviceMemoryException)
        {
            LogAbsent(failure.Message);
            return null;
        }
    }

    private RgbImage? Render(IRestorationEngine instant, RestorationInput input, CancellationToken cancellationToken)
    {
        var engineOptions = (EngineOptions)Activator.CreateInstance(instant.Descriptor.OptionsType)!;
        foreach (var step in instant.Run(input, engineOptions, new EngineContext(worker.Device, models, logger), cancellationToken))
        {
            return step.Render();
        }

        return null;
    }

    [LoggerMessage(LogLevel.Debug, "There is no instant preview. {Reason}")]
    private partial void LogAbsent(string reason);
}
