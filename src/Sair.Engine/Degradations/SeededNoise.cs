namespace Sair.Engine.Degradations;

/// <summary>Normal noise that depends on its seed alone and leaves the global random sequence where it was.</summary>
public static class SeededNoise
{
    /// <summary>Draws standard normal values.</summary>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="device">Where the result lives; null for the processor.</param>
    public static Tensor Normal(long[] shape, long seed, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var state = random.get_rng_state();
        try
        {
            manual_seed(seed);
            var drawn = randn(shape, float32);
            return device is null ? drawn : drawn.to(device);
        }
        finally
        {
            random.set_rng_state(state);
        }
    }
}
