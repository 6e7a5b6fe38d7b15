using System.Numerics;

namespace Sair.Engine.Engines.Sair;

/// <summary>At which resolutions the search runs: the ladder.</summary>
/// <param name="Early">Side in pixels during the first half of the iterations.</param>
/// <param name="Late">Side during the second half.</param>
public readonly record struct SearchSides(int Early, int Late)
{
    // Below this the recogniser sees too little.
    private const int Smallest = 64;

    /// <summary>Chooses the sides.</summary>
    /// <param name="size">Side of the generator's pictures.</param>
    /// <param name="degradedSide">Side of the degraded face: the first half needs twice as much.</param>
    /// <param name="ladder">Whether the first half may run at a lower resolution.</param>
    /// <param name="memory">How much may be kept; <see cref="MemoryUse.Reduced"/> stops at half the size.</param>
    public static SearchSides Of(int size, int degradedSide, bool ladder, MemoryUse memory)
    {
        var late = memory == MemoryUse.Reduced ? Math.Min(size, Math.Max(Smallest, size / 2)) : size;
        var enough = Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * degradedSide)));
        return new SearchSides(ladder ? Math.Min(late, enough) : late, late);
    }
}
