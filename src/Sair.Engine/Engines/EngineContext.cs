using Microsoft.Extensions.Logging;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines;

/// <summary>What a run gets from its host.</summary>
/// <param name="Device">Where tensors live.</param>
/// <param name="Models">Opens model files by id.</param>
/// <param name="Logger">Receives engine messages; never image content.</param>
public sealed record EngineContext(Device Device, IModelProvider Models, ILogger Logger)
{
    /// <summary>Gets how much may be kept in memory; an engine that does not offer it ignores it.</summary>
    public MemoryUse Memory { get; init; }
}
