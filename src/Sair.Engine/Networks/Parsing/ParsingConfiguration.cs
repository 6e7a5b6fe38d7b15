namespace Sair.Engine.Networks.Parsing;

/// <summary>Sizes of a <see cref="FaceParser"/>.</summary>
/// <param name="Channels">Channels of the four stages of the ResNet-18.</param>
/// <param name="Context">Channels of the context path.</param>
/// <param name="Joined">Channels after the fusion.</param>
/// <param name="Classes">Number of classes.</param>
public sealed record ParsingConfiguration(IReadOnlyList<int> Channels, int Context, int Joined, int Classes)
{
    /// <summary>Gets the sizes of the public face parser with 19 classes.</summary>
    public static ParsingConfiguration Published { get; } = new([64, 128, 256, 512], 128, 256, 19);

    /// <summary>Reads the sizes from the shapes of a checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static ParsingConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new ParsingConfiguration(
            [.. Enumerable.Range(1, 4).Select(stage => (int)parameters[$"cp.resnet.layer{stage}.0.conv1.weight"].shape[0])],
            (int)parameters["cp.arm16.conv.conv.weight"].shape[0],
            (int)parameters["ffm.convblk.conv.weight"].shape[0],
            (int)parameters["conv_out.conv_out.weight"].shape[0]);
    }
}
