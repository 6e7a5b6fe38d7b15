using System.Diagnostics;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Gen2Res;

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
            new(Gen2ResSampler.Ancestral, options.AlbumNoiseLevel!.Value, options.AlbumSteps, options.AlbumGuidance, options.GuidanceInterval);
    }
}
