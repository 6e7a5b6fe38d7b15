using Sair.Engine.Degradations;
using Sair.Engine.Diffusion;
using Sair.Engine.Diffusion.Sampling;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>How a picture is noised to level K and brought back.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="NoiseLevel">K.</param>
/// <param name="Steps">Number of steps, at most K.</param>
/// <param name="Guidance">λ of skip guidance; 0 for none.</param>
/// <param name="GuidanceInterval">Interval of guided steps, in levels of the full chain.</param>
internal sealed record RestorationChain(Gen2ResSampler Sampler, int NoiseLevel, int Steps, double Guidance, int GuidanceInterval)
{
    // Any odd number keeps the draws of neighbouring seeds apart.
    private const long SeedStride = 1_000_003;

    /// <summary>Gets the number of steps that are taken.</summary>
    public int Length => Math.Min(Steps, NoiseLevel);

    /// <summary>Gets the interval of guided steps in steps of this chain.</summary>
    public int Interval => Math.Max(1, (int)Math.Round((double)GuidanceInterval * Length / NoiseLevel));

    /// <summary>Gets how many steps are guided.</summary>
    public int GuidedSteps => Guidance > 0 ? Length / Interval : 0;

    /// <summary>Noises a picture.</summary>
    /// <param name="network">The network; stays owned by the caller.</param>
    /// <param name="picture">y₀ [1, 3, S, S], −1–1; must outlive the sampler.</param>
    /// <param name="seed">Decides all noise.</param>
    /// <param name="keep">How much each place of the picture is held in all steps [1, 1, S, S], 0–1, or null; must outlive the sampler.</param>
    /// <returns>The sampler at its first step, owned by the caller.</returns>
    public DiffusionSampler Begin(DiffusionUNet network, Tensor picture, long seed, Tensor? keep = null)
    {
        using var scope = NewDisposeScope();
        var diffusion = new GaussianDiffusion(NoiseSchedule.Linear().KeepEvenly(Length, NoiseLevel));
        var guidance = Guidance > 0 ? new SkipGuidance(picture, Guidance, Interval) : null;
        var first = Noise(Length);
        var noisy = diffusion.AddNoise(picture, [Length - 1], first);
        var held = keep is null ? null : new HeldRegion(picture, keep, first);
        return Sampler switch
        {
            Gen2ResSampler.Ancestral => new AncestralSampler(network.forward, diffusion, noisy, Length, Noise, guidance) { Held = held },
            Gen2ResSampler.Implicit => new ImplicitSampler(network.forward, diffusion, noisy, Length, guidance) { Held = held },
            _ => new MultistepSolver(network.forward, diffusion, noisy, Length, guidance) { Held = held },
        };

        Tensor Noise(int index) => SeededNoise.Normal(picture.shape, (seed * SeedStride) + index, picture.device);
    }
}
