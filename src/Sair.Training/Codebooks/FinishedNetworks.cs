using Sair.Engine.Networks.Codebooks;

namespace Sair.Training.Codebooks;

/// <summary>What the third stage adds to a trained predictor: a generator of twice the side, and fusion of the photo's features.</summary>
/// <remarks>
/// Ours, not the paper's: one small level is trained where the published networks are trained at full size from the start. The encoder
/// takes squares of twice the side and sees their means, so that codes and their prediction stay exactly what they were.
/// </remarks>
public static class FinishedNetworks
{
    private const string Encoder = "encoder.blocks.0.weight";
    private const string Generator = "generator.blocks.";

    // The norm and the convolution that make the picture; the new ones stand behind the new level.
    private const int LastBlocks = 2;

    /// <summary>Gets the sizes after the third stage.</summary>
    /// <param name="trained">The sizes of the first two.</param>
    public static CodePredictorConfiguration Configure(CodePredictorConfiguration trained)
    {
        ArgumentNullException.ThrowIfNull(trained);
        var vqgan = trained.Vqgan;
        return trained with
        {
            Vqgan = vqgan with { Size = 2 * vqgan.Size, EncoderPatch = 2 * vqgan.Patch, Multipliers = [vqgan.Multipliers[0], .. vqgan.Multipliers] },
            Fusions = vqgan.Multipliers.Select((multiplier, level) => (Side: vqgan.Size / vqgan.Patch >> level, Channels: vqgan.Channels * multiplier)).ToDictionary(entry => entry.Side, entry => entry.Channels),
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
        var last = parameters.Keys.Where(name => name.StartsWith(Generator, StringComparison.Ordinal)).Max(Number);
        var kept = parameters.Where(entry => !entry.Key.StartsWith(Generator, StringComparison.Ordinal) || Number(entry.Key) <= last - LastBlocks)
            .ToDictionary(entry => entry.Key, entry => entry.Key == Encoder ? SeeMeans(entry.Value, trained.Vqgan.Patch) : entry.Value);
        network.load_state_dict(kept, strict: false);
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.requires_grad = !kept.ContainsKey(name);
        }

        return network;
    }

    private static int Number(string name) => int.Parse(name[Generator.Length..].Split('.')[0]);

    // A convolution over squares of side p, as one over squares of side 2p that it sees at half the size.
    private static Tensor SeeMeans(Tensor weight, int patch)
    {
        var (outputs, kernel) = (weight.shape[0], weight.shape[^1]);
        var squares = weight.reshape(outputs, 3, patch, 1, patch, 1, kernel, kernel) / 4;
        return squares.expand(outputs, 3, patch, 2, patch, 2, kernel, kernel).reshape(outputs, -1, kernel, kernel);
    }
}
