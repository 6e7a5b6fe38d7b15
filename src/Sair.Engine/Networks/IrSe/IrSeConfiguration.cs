namespace Sair.Engine.Networks.IrSe;

/// <summary>Sizes of the IR and IR-SE networks, read from a checkpoint.</summary>
/// <param name="StemChannels">Channels of the first convolution.</param>
/// <param name="Blocks">Output channels, stride and width of the attention (0 without) of every block.</param>
public sealed record IrSeConfiguration(int StemChannels, IReadOnlyList<(int Channels, int Stride, int AttentionWidth)> Blocks)
{
    /// <summary>Gets the 50-layer network with attention.</summary>
    public static IrSeConfiguration IrSe50 { get; } = Create(64, [(64, 3), (128, 4), (256, 14), (512, 3)], reduction: 16);

    /// <summary>Gets the 50-layer network without attention.</summary>
    public static IrSeConfiguration Ir50 { get; } = Create(64, [(64, 3), (128, 4), (256, 14), (512, 3)], reduction: 0);

    /// <summary>Makes the sizes of a network whose stages begin with a halving.</summary>
    /// <param name="stem">Channels of the first convolution.</param>
    /// <param name="stages">Channels and number of blocks of each stage.</param>
    /// <param name="reduction">How much narrower the attention is; 0 for none.</param>
    public static IrSeConfiguration Create(int stem, IEnumerable<(int Channels, int Count)> stages, int reduction) =>
        new(stem, [.. stages.SelectMany(stage => Enumerable.Range(0, stage.Count).Select(i => (stage.Channels, i == 0 ? 2 : 1, reduction == 0 ? 0 : stage.Channels / reduction)))]);

    /// <summary>Reads the sizes from the shapes of a checkpoint; a stage begins where the number of channels changes.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IrSeConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var blocks = new List<(int, int, int)>();
        for (var last = 0; parameters.TryGetValue($"body.{blocks.Count}.res_layer.1.weight", out var weight);)
        {
            var channels = (int)weight.shape[0];
            var attention = parameters.TryGetValue($"body.{blocks.Count}.res_layer.5.fc1.weight", out var squeeze) ? (int)squeeze.shape[0] : 0;
            blocks.Add((channels, channels == last ? 1 : 2, attention));
            last = channels;
        }

        return new IrSeConfiguration((int)parameters["input_layer.0.weight"].shape[0], blocks);
    }
}
