namespace Sair.Engine.Engines;

/// <summary>How much a run may keep in the device's memory; a host asks for less after a run did not fit.</summary>
public enum MemoryUse
{
    /// <summary>Everything that makes it fast.</summary>
    Full,

    /// <summary>What gradients need is computed again instead of kept: the same result, later.</summary>
    Recomputed,

    /// <summary>The same, and the optimisation stops below the full resolution: a slightly different result at full size.</summary>
    Reduced,
}
