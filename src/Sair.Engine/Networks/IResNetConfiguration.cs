namespace Sair.Engine.Networks;

/// <summary>Sizes of an <see cref="IResNet"/>.</summary>
public sealed record IResNetConfiguration
{
    /// <summary>Gets the channels of the stem.</summary>
    public required int StemChannels { get; init; }

    /// <summary>Gets the number of blocks of the four layers.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Gets the channels of the four layers.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Gets the length of a descriptor.</summary>
    public required int Features { get; init; }

    /// <summary>Gets the 50-layer network.</summary>
    public static IResNetConfiguration IResNet50 { get; } = new() { StemChannels = 64, Blocks = [3, 4, 14, 3], Channels = [64, 128, 256, 512], Features = 512 };

    /// <summary>Reads the sizes from the shapes of a checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IResNetConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var blocks = new List<int>();
        var channels = new List<int>();
        while (parameters.TryGetValue($"layer{blocks.Count + 1}.0.conv1.weight", out var weight))
        {
            var layer = blocks.Count + 1;
            channels.Add((int)weight.shape[0]);
            blocks.Add(Enumerable.Range(0, int.MaxValue).First(i => !parameters.ContainsKey($"layer{layer}.{i}.conv1.weight")));
        }

        return new IResNetConfiguration
        {
            StemChannels = (int)parameters["conv1.weight"].shape[0],
            Blocks = blocks,
            Channels = channels,
            Features = (int)parameters["fc.weight"].shape[0],
        };
    }
}
