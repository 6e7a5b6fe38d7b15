namespace Sair.Engine.Networks;

/// <summary>Sizes of a StyleGAN2 generator.</summary>
/// <remarks>R = <see cref="Size"/>; L = 2·log₂(R) − 2 latent rows; noise inputs: 2·log₂(R) − 3.</remarks>
public sealed record StyleGan2Configuration
{
    /// <summary>Gets the side of the image in pixels, a power of two from 8.</summary>
    public required int Size { get; init; }

    /// <summary>Gets the length of one latent row.</summary>
    public int StyleDimension { get; init; } = 512;

    /// <summary>Gets the number of mapping layers; 0 for a pack without a mapping network.</summary>
    public int MappingLayers { get; init; }

    /// <summary>Gets the number of channels at each resolution from 4 up to <see cref="Size"/>.</summary>
    public required IReadOnlyDictionary<int, int> Channels { get; init; }

    /// <summary>Gets the number of latent rows L.</summary>
    public int LatentCount => (2 * (int)Math.Log2(Size)) - 2;

    /// <summary>Gets the number of noise inputs.</summary>
    public int NoiseCount => LatentCount - 1;

    /// <summary>Gets the side of noise input <paramref name="index"/>: 4, 8, 8, 16, 16, …</summary>
    public static int NoiseSide(int index) => 1 << ((index + 5) / 2);

    /// <summary>Reads the sizes from the shapes of a checkpoint in the rosinality layout.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static StyleGan2Configuration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var channels = new Dictionary<int, int> { [4] = (int)parameters["input.input"].shape[1] };
        var side = 4;
        while (parameters.TryGetValue($"convs.{2 * (channels.Count - 1)}.conv.weight", out var weight))
        {
            side *= 2;
            channels[side] = (int)weight.shape[1];
        }

        var mappingLayers = 0;
        while (parameters.ContainsKey($"style.{mappingLayers + 1}.weight"))
        {
            mappingLayers++;
        }

        return new StyleGan2Configuration
        {
            Size = side,
            StyleDimension = (int)parameters["conv1.conv.modulation.weight"].shape[1],
            MappingLayers = mappingLayers,
            Channels = channels,
        };
    }
}
