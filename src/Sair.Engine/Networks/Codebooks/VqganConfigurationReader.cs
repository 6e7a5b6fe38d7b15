using System.Globalization;

namespace Sair.Engine.Networks.Codebooks;

/// <summary>Reads sizes from the shapes of a checkpoint with the public names.</summary>
internal static class VqganConfigurationReader
{
    /// <summary>What shapes cannot tell: <c>groups</c> and <c>heads</c>.</summary>
    public static int Number(IReadOnlyDictionary<string, string> metadata, string name, int published) =>
        metadata.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : published;

    /// <summary>Walks the encoder's blocks, then the generator's.</summary>
    /// <param name="parameters">With the prefixes <c>encoder.</c>, <c>quantize.</c> and <c>generator.</c>.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    /// <param name="latentSide">Side of the map of codes.</param>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static VqganConfiguration Read(IReadOnlyDictionary<string, Tensor> parameters, int groups, int latentSide)
    {
        var stem = parameters["encoder.blocks.0.weight"].shape; // [C, 3·p², 3, 3]
        var levels = new List<Level> { new() };
        var index = 1;
        for (; !parameters.ContainsKey($"encoder.blocks.{index}.weight"); index++)
        {
            var block = $"encoder.blocks.{index}";
            if (parameters.TryGetValue($"{block}.conv1.weight", out var convolution))
            {
                levels[^1].Outputs.Add((int)convolution.shape[0]);
            }
            else if (parameters.ContainsKey($"{block}.conv.weight"))
            {
                levels.Add(new Level());
            }
            else
            {
                _ = parameters[$"{block}.q.weight"];
                levels[^1].Attentions++;
            }
        }

        // The middle, residual, attention, residual, stands behind the last level.
        var last = levels[^1];
        last.Outputs.RemoveRange(last.Outputs.Count - 2, 2);
        last.Attentions--;
        var encoderPatch = (int)Math.Sqrt(stem[1] / 3);
        var encoder = levels.Select(level => level.Outputs[^1]).ToList();
        var generator = GeneratorLevels(parameters);
        var channels = encoder.Concat(generator).Aggregate(GreatestCommonDivisor);
        var finer = generator.Count - encoder.Count;
        return new VqganConfiguration
        {
            Patch = encoderPatch >> finer,
            EncoderPatch = finer > 0 ? encoderPatch : null,
            Size = latentSide * encoderPatch << (levels.Count - 1),
            Channels = channels,
            Multipliers = [.. generator.Select(outputs => outputs / channels)],
            EncoderMultipliers = [.. encoder.Select(outputs => outputs / channels)],
            ResidualBlocks = levels[0].Outputs.Count,
            AttentionSides = [.. levels.Select((level, i) => (level, Side: latentSide << (levels.Count - 1 - i))).Where(entry => entry.level.Attentions > 0).Select(entry => entry.Side)],
            CodeLength = (int)parameters["quantize.embedding.weight"].shape[1],
            CodeCount = (int)parameters["quantize.embedding.weight"].shape[0],
            Groups = groups,
        };
    }

    // Channels of the generator's levels, finest first.
    private static List<int> GeneratorLevels(IReadOnlyDictionary<string, Tensor> parameters)
    {
        const string prefix = "generator.blocks.";
        const int middle = 3; // the last block of the middle, which stands before the first level
        var numbers = parameters.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => int.Parse(name[prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture));
        var channels = new List<int> { 0 };
        foreach (var number in numbers.Distinct().Order().Where(number => number > middle))
        {
            if (parameters.ContainsKey($"{prefix}{number}.conv.weight"))
            {
                channels.Insert(0, 0);
            }
            else if (parameters.TryGetValue($"{prefix}{number}.conv1.weight", out var convolution))
            {
                channels[0] = (int)convolution.shape[0];
            }
        }

        return channels;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private sealed class Level
    {
        public List<int> Outputs { get; } = [];

        public int Attentions { get; set; }
    }
}
