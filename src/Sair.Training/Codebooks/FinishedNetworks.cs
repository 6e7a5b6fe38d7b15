using Sair.Engine.Networks;

namespace Sair.Training.Codebooks;

/// <summary>What the third stage adds to a trained predictor: a generator of twice the side, and fusion of the photo's features.</summary>
/// <remarks>
/// Ours, not the paper's: codes and their prediction are learned at half the side, where a processor can, and the generator that shows
/// them is learned anew at full side, wider and finer than the one that only had to shape the codes. The encoder takes squares of twice
/// the side and sees their means, so that codes and their prediction stay exactly what they were.
/// </remarks>
public static class FinishedNetworks
{
    /// <summary>Name of the encoder's first convolution, which sees squares of another side than before.</summary>
    public const string Encoder = "encoder.blocks.0.weight";

    private const string Generator = "generator.";
    private const int Patch = 2;
    private const int Channels = 8;
    private static readonly int[] Widths = [2, 4, 8, 12];

    /// <summary>Gets the sizes after the third stage.</summary>
    /// <param name="trained">The sizes of the first two.</param>
    public static CodePredictorConfiguration Configure(CodePredictorConfiguration trained)
    {
        ArgumentNullException.ThrowIfNull(trained);
        var vqgan = trained.Vqgan;
        var size = 2 * vqgan.Size;
        var levels = int.Log2(size / Patch / vqgan.LatentSide) + 1;
        var widths = Enumerable.Range(0, levels).Select(level => Widths[Math.Min(level, Widths.Length - 1)]).ToArray();
        return trained with
        {
            Vqgan = vqgan with
            {
                Size = size,
                Patch = Patch,
                EncoderPatch = 2 * vqgan.Patch,
                Channels = Channels,
                Multipliers = widths,
                EncoderMultipliers = [.. vqgan.Multipliers.Select(multiplier => vqgan.Channels * multiplier / Channels)],
            },
            Fusions = Enumerable
                .Range(0, vqgan.Multipliers.Count)
                .ToDictionary(level => vqgan.LatentSide << level, level => Channels * widths[^(level + 1)]),
        };
    }

    /// <summary>Builds the networks of the third stage; only what is new can be trained.</summary>
    /// <param name="trained">The sizes of the first two stages.</param>
    /// <param name="parameters">What the second stage learned, by name; stay owned by the caller.</param>
    public static CodePredictor Build(CodePredictorConfiguration trained, IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var network = new CodePredictor(Configure(trained));
        using var scope = NewDisposeScope();
        var kept = parameters
            .Where(entry => !entry.Key.StartsWith(Generator, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Key == Encoder ? SeeMeans(entry.Value, trained.Vqgan.Patch) : entry.Value);
        network.load_state_dict(kept, strict: false);
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.requires_grad = !kept.ContainsKey(name);
        }

        return network;
    }

    /// <summary>The inverse of what <see cref="Build"/> does to the encoder's first convolution.</summary>
    /// <param name="weight">A convolution over squares of side 2p that sees their means, [O, 12p², k, k].</param>
    /// <param name="patch">p.</param>
    /// <returns>The convolution over squares of side p of the means, [O, 3p², k, k].</returns>
    public static Tensor SeePixels(Tensor weight, int patch)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var (outputs, kernel) = (weight.shape[0], weight.shape[^1]);
        return weight.to(float32).reshape(outputs, 3, patch, 2, patch, 2, kernel, kernel).sum([3, 5]).reshape(outputs, -1, kernel, kernel);
    }

    // A convolution over squares of side p, as one over squares of side 2p that it sees at half the size.
    private static Tensor SeeMeans(Tensor weight, int patch)
    {
        var (outputs, kernel) = (weight.shape[0], weight.shape[^1]);
        var squares = weight.reshape(outputs, 3, patch, 1, patch, 1, kernel, kernel) / 4;
        return squares.expand(outputs, 3, patch, 2, patch, 2, kernel, kernel).reshape(outputs, -1, kernel, kernel);
    }
}
