using Microsoft.Extensions.Logging;
using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Weights;

namespace Sair.Application.Models;

/// <summary>Asks engines how long a run will take on this machine.</summary>
/// <param name="engines">The engines there are.</param>
/// <param name="gpu">The thread that they run on.</param>
/// <param name="models">Their models.</param>
/// <param name="worker">The device.</param>
/// <param name="logger">Receives engine messages.</param>
public sealed class EngineEstimates(
    EngineRegistry engines,
    IComputeThread gpu,
    IModelProvider models,
    IComputeDevice worker,
    ILogger<EngineEstimates> logger
)
{
    /// <summary>Estimates a run.</summary>
    /// <param name="engineId">The engine.</param>
    /// <param name="engineOptions">Its options.</param>
    /// <param name="references">The number of references.</param>
    /// <param name="cancellationToken">Ends the waiting for the thread.</param>
    /// <returns>Null where the engine cannot tell, or not with these options.</returns>
    public async Task<EngineEstimate?> FindAsync(
        string engineId,
        EngineOptions engineOptions,
        int references,
        CancellationToken cancellationToken = default
    )
    {
        if (engines.Get(engineId) is not IEstimatingEngine engine)
        {
            return null;
        }

        try
        {
            return await gpu.RunAsync(
                () => engine.Estimate(engineOptions, references, new EngineContext(worker.Device, models, logger)),
                cancellationToken
            );
        }
        catch (SairException)
        {
            // The form and the run say what is wrong.
            return null;
        }
    }
}
