using System.Diagnostics;
using Sair.Engine.Degradations;
using Sair.Engine.Diffusion;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Fills in what the options leave to the engine.</summary>
internal static class Gen2ResPlan
{
    private const int LargestAlbumLevel = 400;

    /// <summary>Decides mode and open values.</summary>
    /// <exception cref="InvalidOptionsException">The options ask for what pack or references cannot give.</exception>
    public static Gen2ResOptions Complete(Gen2ResOptions options, Gen2ResPack pack, int references)
    {
        var mode = options.Mode == Gen2ResMode.Auto ? (references > 0 ? Gen2ResMode.Personal : Gen2ResMode.Base) : options.Mode;
        if (mode == Gen2ResMode.Personal && references == 0)
        {
            throw new InvalidOptionsException(
                "The personal mode learns from photos of the person: add references, or choose the base or generative mode."
            );
        }

        if (Math.Max(options.NoiseLevel, options.AlbumNoiseLevel ?? 1) > pack.Levels)
        {
            throw new InvalidOptionsException($"The model {pack.Model.Id} knows noise levels up to {pack.Levels}: choose a lower one.");
        }

        return options with
        {
            Mode = mode,
            Steps = Math.Min(options.Steps, options.NoiseLevel),
            TuningRate =
                options.TuningRate
                ?? (options.TuningForm == TuningForm.Full ? PersonalTuningOptions.FullRate : PersonalTuningOptions.LowRankRate),
            AlbumNoiseLevel = options.AlbumNoiseLevel ?? Math.Min(pack.Levels, LargestAlbumLevel),
        };
    }

    /// <summary>Gives the settings of tuning.</summary>
    /// <param name="options">Completed options.</param>
    /// <param name="pack">The base model.</param>
    public static PersonalTuningOptions Tuning(Gen2ResOptions options, Gen2ResPack pack) =>
        new()
        {
            Form = options.TuningForm,
            Iterations = options.TuningIterations,
            LearningRate = options.TuningRate!.Value,
            Batch = options.TuningBatch,
            Rank = options.AdapterRank,
            Levels = pack.Levels,
            PriorShare = options.PriorShare,
            Seed = options.Seed,
        };
}

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
    /// <param name="keep">
    /// How much each place of the picture is held in all steps [1, 1, S, S], 0–1, or null; must outlive the sampler.
    /// </param>
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

/// <summary>What a run costs before it starts, in passes of one picture through the network.</summary>
/// <remarks>A gradient costs two passes more: training and guidance count threefold.</remarks>
/// <param name="Album">Passes for a generated album.</param>
/// <param name="Tuning">Passes for learning it.</param>
/// <param name="Restoration">Passes for the photo.</param>
public sealed record Gen2ResCost(long Album, long Tuning, long Restoration)
{
    private const int GradientFactor = 3;

    /// <summary>Gets all passes.</summary>
    public long Passes => Album + Tuning + Restoration;

    /// <summary>Counts.</summary>
    /// <param name="options">The options, with every value filled in.</param>
    /// <param name="mode">The mode that runs.</param>
    /// <param name="isTuned">Whether the weights are at hand already.</param>
    public static Gen2ResCost Of(Gen2ResOptions options, Gen2ResMode mode, bool isTuned)
    {
        ArgumentNullException.ThrowIfNull(options);
        var restoration = CountPasses(Chains.Restoration(options));
        var tuning = mode == Gen2ResMode.Base || isTuned ? 0 : (long)options.TuningIterations * options.TuningBatch * GradientFactor;
        var album = mode == Gen2ResMode.Generative && !isTuned ? options.AlbumSize * CountPasses(Chains.Album(options)) : 0;
        return new Gen2ResCost(album, tuning, restoration);
    }

    /// <summary>Estimates the time of a run by timing one pass here and now.</summary>
    /// <param name="network">The network that will run.</param>
    public TimeSpan Estimate(DiffusionUNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        const int Trials = 2;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = network.Configuration.ImageSize;
        var picture = zeros([1, 3, side, side], device: network.parameters().First().device);
        var step = zeros([1], int64, picture.device);
        _ = network.forward(picture, step).sum().ToDouble(); // the first pass allocates
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Trials; i++)
        {
            _ = network.forward(picture, step).sum().ToDouble();
        }

        return watch.Elapsed / Trials * Passes;
    }

    private static long CountPasses(RestorationChain chain) => chain.Length + ((GradientFactor - 1) * chain.GuidedSteps);

    /// <summary>The chains that options describe.</summary>
    internal static class Chains
    {
        /// <summary>The chain of the photo.</summary>
        public static RestorationChain Restoration(Gen2ResOptions options) =>
            new(options.Sampler, options.NoiseLevel, options.Steps, options.StickToInput, options.GuidanceInterval);

        /// <summary>The chain of an album picture; ancestral, because its noise makes the pictures differ.</summary>
        public static RestorationChain Album(Gen2ResOptions options) =>
            new(
                Gen2ResSampler.Ancestral,
                options.AlbumNoiseLevel!.Value,
                options.AlbumSteps,
                options.AlbumGuidance,
                options.GuidanceInterval
            );
    }
}
