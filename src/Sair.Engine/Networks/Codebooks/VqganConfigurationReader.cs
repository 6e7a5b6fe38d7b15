using System.Globalization;

namespace Sair.Engine.Networks.Codebooks;

/// <summary>Reads sizes from the shapes of a checkpoint with the public names.</summary>
internal static class VqganConfigurationReader
{
    /// <summary>What shapes cannot tell: <c>groups</c> and <c>heads</c>.</summary>
    public static int Number(IReadOnlyDictionary<string, string> metadata, string name, int published) =>
        metadata.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : published;

    /// <summary>Walks the encoder's blocks.</summary>
    /// <param name="parameters">With the prefixes <c>encoder.</c> and <c>quantize.</c>.</param>
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
        var channels = (int)stem[0];
        var encoderPatch = (int)Math.Sqrt(stem[1] / 3);
        var finer = FinerLevels(parameters, levels.Count);
        return new VqganConfiguration
        {
            Patch = encoderPatch >> finer.Count,
            EncoderPatch = finer.Count > 0 ? encoderPatch : null,
            Size = latentSide * encoderPatch << (levels.Count - 1),
            Channels = channels,
            Multipliers = [.. finer.Select(outputs => outputs / channels), .. levels.Select(level => level.Outputs[^1] / channels)],
            ResidualBlocks = levels[0].Outputs.Count,
            AttentionSides = [.. levels.Select((level, i) => (level, Side: latentSide << (levels.Count - 1 - i))).Where(entry => entry.level.Attentions > 0).Select(entry => entry.Side)],
            CodeLength = (int)parameters["quantize.embedding.weight"].shape[1],
            CodeCount = (int)parameters["quantize.embedding.weight"].shape[0],
            Groups = groups,
        };
    }

    // Channels of the generator's levels beyond the encoder's finest, finest first.
    private static List<int> FinerLevels(IReadOnlyDictionary<string, Tensor> parameters, int encoderLevels)
    {
        const string prefix = "generator.blocks.";
        var numbers = parameters.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => int.Parse(name[prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture));
        var channels = new List<int>();
        var level = 1;
        foreach (var number in numbers.Distinct().Order())
        {
            if (parameters.TryGetValue($"{prefix}{number}.conv.weight", out var enlarging))
            {
                level++;
                if (level > encoderLevels)
                {
                    channels.Insert(0, (int)enlarging.shape[0]);
                }
            }
            else if (level > encoderLevels && parameters.TryGetValue($"{prefix}{number}.conv1.weight", out var convolution))
            {
                channels[0] = (int)convolution.shape[0];
            }
        }

        return channels;
    }

    private sealed class Level
    {
        public List<int> Outputs { get; } = [];

        public int Attentions { get; set; }
    }
}
