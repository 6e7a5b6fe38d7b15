using System.Globalization;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>Sizes of a <see cref="DiffusionUNet"/>.</summary>
public sealed record DiffusionUNetConfiguration
{
    /// <summary>Metadata key of the picture's side in a weights file.</summary>
    public const string ImageSizeKey = "image_size";

    /// <summary>Metadata key of the dropout used in training.</summary>
    public const string DropoutKey = "dropout";

    /// <summary>Number of groups of every normalisation; all widths are multiples of it.</summary>
    public const int NormalizationGroups = 32;

    private const int PublicImageSize = 256;

    /// <summary>Gets the side of the pictures in pixels.</summary>
    public int ImageSize { get; init; } = PublicImageSize;

    /// <summary>Gets the side of the squares of pixels that become the channels of one position; 1 is the public layout.</summary>
    /// <remarks>With 2 the network runs at half the side: four times the width at the same cost.</remarks>
    public int PatchSize { get; init; } = 1;

    /// <summary>Gets the channels of the first level, a multiple of 32.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Gets the factors of <see cref="Channels"/> per level, the highest resolution first.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 1, 2, 2, 4, 4];

    /// <summary>Gets the number of residual blocks per level.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Gets the levels with self-attention, counted from the highest resolution; the middle always has it.</summary>
    public IReadOnlyList<int> AttentionLevels { get; init; } = [4];

    /// <summary>Gets the number of attention heads.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Gets a value indicating whether the network also predicts the variance of each pixel.</summary>
    public bool LearnsVariance { get; init; } = true;

    /// <summary>Gets the share of features zeroed in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets the channels of the network's input.</summary>
    public int InputChannels => 3 * PatchSize * PatchSize;

    /// <summary>Reads the sizes off a checkpoint of the public layout.</summary>
    /// <param name="parameters">Parameters by name.</param>
    /// <param name="metadata">May hold <see cref="ImageSizeKey"/> and <see cref="DropoutKey"/>; the public checkpoint has neither and is of 256 px.</param>
    /// <exception cref="KeyNotFoundException">A parameter is missing.</exception>
    /// <exception cref="InvalidOperationException">The shapes belong to no such network.</exception>
    public static DiffusionUNetConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var stem = parameters["input_blocks.0.0.weight"].shape; // [C, 3·p², 3, 3]
        var outputs = Count(parameters, index => $"output_blocks.{index}.0.in_layers.0.weight");
        var perLevel = 1 + Enumerable.Range(0, outputs).FirstOrDefault(index => HasUpsampling(parameters, index), outputs - 1);
        var levels = outputs / perLevel;
        var starts = Enumerable.Range(0, levels).Select(level => 1 + (level * perLevel)).ToList();
        return new DiffusionUNetConfiguration
        {
            ImageSize = Number(metadata, ImageSizeKey) is { } side ? (int)side : PublicImageSize,
            PatchSize = (int)Math.Round(Math.Sqrt(stem[1] / 3.0)),
            Channels = (int)stem[0],
            Multipliers = [.. starts.Select(start => (int)(parameters[$"input_blocks.{start}.0.out_layers.3.weight"].shape[0] / stem[0]))],
            ResidualBlocks = perLevel - 1,
            AttentionLevels = [.. Enumerable.Range(0, levels).Where(level => parameters.ContainsKey($"input_blocks.{starts[level]}.1.qkv.weight"))],
            LearnsVariance = parameters["out.2.weight"].shape[0] == 2 * stem[1],
            Dropout = Number(metadata, DropoutKey) ?? 0,
        };
    }

    /// <summary>Gives what a weights file must say beside its parameters.</summary>
    public Dictionary<string, string> ToMetadata() => new()
    {
        [ImageSizeKey] = ImageSize.ToString(CultureInfo.InvariantCulture),
        [DropoutKey] = Dropout.ToString(CultureInfo.InvariantCulture),
    };

    private static int Count(IReadOnlyDictionary<string, Tensor> parameters, Func<int, string> name)
    {
        var count = 0;
        while (parameters.ContainsKey(name(count)))
        {
            count++;
        }

        return count > 0 ? count : throw new KeyNotFoundException($"there is no {name(0)}");
    }

    private static bool HasUpsampling(IReadOnlyDictionary<string, Tensor> parameters, int index) =>
        parameters.ContainsKey($"output_blocks.{index}.1.in_layers.0.weight") || parameters.ContainsKey($"output_blocks.{index}.2.in_layers.0.weight");

    private static double? Number(IReadOnlyDictionary<string, string>? metadata, string key) =>
        metadata?.GetValueOrDefault(key) is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
