using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights.Checkpoints;

/// <summary>The networks that checkpoints may hold, by the public names of their parameters.</summary>
public static class KnownArchitectures
{
    /// <summary>StyleGAN2 generator, config-f or narrower, any size.</summary>
    public const string StyleGan2 = "stylegan2";

    /// <summary>The encoder of the embedded face pack.</summary>
    public const string StyleEncoder = "style-encoder";

    /// <summary>pSp or e4e encoder on an IR-SE backbone.</summary>
    public const string PyramidStyleEncoder = "pyramid-style-encoder";

    /// <summary>ArcFace recogniser, IR-50 or IR-SE50.</summary>
    public const string IrSe = "ir-se";

    /// <summary>ArcFace recogniser, IResNet.</summary>
    public const string IResNet = "iresnet";

    /// <summary>BiSeNet face parser.</summary>
    public const string FaceParser = "face-parser";

    /// <summary>ResNet-18 with torchvision's names: general features of pictures.</summary>
    public const string ResidualFeatures = "residual-features";

    /// <summary>Diffusion U-Net of guided-diffusion.</summary>
    public const string DiffusionUNet = "diffusion-unet";

    /// <summary>VQGAN with code transformer: CodeFormer, IQPIR.</summary>
    public const string CodePredictor = "code-predictor";

    /// <summary>A direction in latent space [L, S] or [S].</summary>
    public const string LatentDirection = "latent-direction";

    /// <summary>
    /// Metadata key of <see cref="PyramidStyleEncoder"/>: <c>e4e</c> or <c>psp</c>, which have the same names and shapes.
    /// </summary>
    public const string EncoderFormKey = "encoder_form";

    private const string LatentMean = Networks.PyramidStyleEncoder.MeanName;

    /// <summary>Gets them all, in the order in which they are looked for.</summary>
    internal static IReadOnlyList<Architecture> All { get; } =
    [
        new()
        {
            Id = StyleGan2,
            Title = "a StyleGAN2 generator",
            Markers = ["input.input", "conv1.conv.weight"],
            Beside = [LatentMean],
            Convert = StyleGan2Checkpoint.Complete,
            Check = (parameters, _) =>
                Describe(
                    parameters,
                    p => StyleGan2Generator.FromParameters(p),
                    network =>
                        $"StyleGAN2 generator, {network.Configuration.Size} px, W⁺ {network.Configuration.LatentCount} × "
                        + $"{network.Configuration.StyleDimension}"
                ),
        },
        new()
        {
            Id = StyleGan2,
            Title = "a StyleGAN2 generator",
            Markers = ["synthesis.b4.const", "synthesis.b4.conv1.weight"],
            Convert = StyleGan2Checkpoint.FromNvlabs,
            Check = (parameters, _) =>
                Describe(
                    parameters,
                    p => StyleGan2Generator.FromParameters(p),
                    network =>
                        $"StyleGAN2 generator, {network.Configuration.Size} px, W⁺ {network.Configuration.LatentCount} × "
                        + $"{network.Configuration.StyleDimension}"
                ),
        },
        new()
        {
            Id = PyramidStyleEncoder,
            Title = "a pSp or e4e encoder",
            Markers = ["input_layer.0.weight", "styles.0.linear.weight"],
            Beside = [LatentMean],
            Metadata = settings => new Dictionary<string, string>
            {
                [EncoderFormKey] = settings.Values.Contains("GradualStyleEncoder") ? "psp" : "e4e",
            },
            Check = (parameters, metadata) =>
                Describe(
                    parameters,
                    p => Networks.PyramidStyleEncoder.FromParameters(p, metadata[EncoderFormKey] == "e4e"),
                    network => $"{metadata[EncoderFormKey]} encoder, W⁺ {network.LatentCount} × {network.StyleDimension}"
                ),
        },
        new()
        {
            Id = StyleEncoder,
            Title = "an encoder of the embedded face pack",
            Markers = ["convolutions.0.weight", "offsets.0.weight"],
            Check = (parameters, _) =>
                Describe(
                    parameters,
                    Networks.StyleEncoder.FromParameters,
                    network => $"strided encoder, W⁺ {network.LatentCount} × {network.StyleDimension}"
                ),
        },
        new()
        {
            Id = IrSe,
            Title = "an ArcFace recogniser (IR, IR-SE)",
            Markers = ["input_layer.0.weight", "output_layer.3.weight"],
            Absent = ["styles.0.linear.weight"],
            Check = (parameters, _) =>
                Describe(
                    parameters,
                    IrSeRecogniser.FromParameters,
                    _ => $"ArcFace recogniser, {(parameters.ContainsKey("body.0.res_layer.5.fc1.weight") ? "IR-SE" : "IR")}"
                ),
        },
        new()
        {
            Id = IResNet,
            Title = "an ArcFace recogniser (IResNet)",
            Markers = ["layer1.0.bn3.weight", "prelu.weight", "features.weight"],
            Check = (parameters, _) => Describe(parameters, Networks.IResNet.FromParameters, _ => "ArcFace recogniser, IResNet"),
        },
        new()
        {
            Id = FaceParser,
            Title = "a BiSeNet face parser",
            Markers = ["cp.resnet.conv1.weight", "conv_out.conv_out.weight"],
            Check = (parameters, _) => Describe(parameters, Networks.FaceParser.FromParameters, _ => "BiSeNet face parser"),
        },
        new()
        {
            Id = ResidualFeatures,
            Title = "a ResNet-18",
            Markers = ["layer4.1.conv2.weight", "conv1.weight", "fc.weight"],
            Absent = ["prelu.weight", "layer1.0.bn3.weight"],
            Check = (parameters, _) => Describe(parameters, Networks.ResidualFeatures.FromParameters, _ => "ResNet-18, general features"),
        },
        new()
        {
            Id = DiffusionUNet,
            Title = "a diffusion U-Net",
            Markers = ["time_embed.0.weight", "input_blocks.0.0.weight", "out.2.weight"],
            Check = (parameters, metadata) =>
                Describe(
                    parameters,
                    p => Networks.DiffusionUNet.FromParameters(p, metadata),
                    network => $"diffusion U-Net, {network.Configuration.Channels} channels"
                ),
        },
        new()
        {
            Id = CodePredictor,
            Title = "a code predictor (CodeFormer, IQPIR)",
            Markers = ["position_emb", "feat_emb.weight", "quantize.embedding.weight"],
            Check = (parameters, metadata) =>
                Describe(
                    parameters,
                    p => Networks.CodePredictor.FromParameters(p, metadata),
                    network => $"code predictor, {network.Configuration.Vqgan.Size} px"
                ),
        },
        new()
        {
            Id = LatentDirection,
            Title = "a direction in latent space",
            Markers = [WeightsFile.OnlyArray],
            Check = (parameters, _) =>
                parameters[WeightsFile.OnlyArray]
                    is { ndim: 1 or 2, dtype: ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 } direction
                    ? $"direction in latent space, {string.Join(" × ", direction.shape)}"
                    : throw new InvalidOperationException("a direction has one or two dimensions of real numbers"),
        },
    ];

    /// <summary>Tells whether a parameter belongs to StyleGAN3, which is not supported.</summary>
    internal static bool IsStyleGan3(string name) => name.EndsWith("synthesis.input.freqs", StringComparison.Ordinal);

    private static string Describe<T>(
        IReadOnlyDictionary<string, Tensor> parameters,
        Func<IReadOnlyDictionary<string, Tensor>, T> build,
        Func<T, string> describe
    )
        where T : IDisposable
    {
        using var network = build(parameters);
        return describe(network);
    }
}

/// <summary>How the parameters of one kind of network are found in a checkpoint, renamed and checked.</summary>
internal sealed record Architecture
{
    // Where a checkpoint holds a network twice, the averaged one is meant; the training copy comes last.
    private static readonly string[] s_preference = ["g_ema.", "G_ema.", "params_ema.", "ema.", "netG.", "state_dict.", ""];

    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name for messages.</summary>
    public required string Title { get; init; }

    /// <summary>Gets names that every checkpoint of this kind has.</summary>
    public required IReadOnlyList<string> Markers { get; init; }

    /// <summary>Gets names that no checkpoint of this kind has, so that a network inside another one is not taken for itself.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Gets names beside the network, at the top of the file, that belong to it too.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Gets the map to this program's names; new tensors belong to the current scope.</summary>
    public Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>> Convert { get; init; } = parameters => parameters;

    /// <summary>Gets what the file's own settings say about the network, under this program's names.</summary>
    public Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> Metadata { get; init; } =
        _ => new Dictionary<string, string>();

    /// <summary>Gets what builds the network once and describes it.</summary>
    public required Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>, string> Check { get; init; }

    /// <summary>Finds what stands before the names of the network, or null where there is none.</summary>
    public string? FindPrefix(IReadOnlyCollection<string> names)
    {
        var all = names as IReadOnlySet<string> ?? names.ToHashSet(StringComparer.Ordinal);
        return all.Where(name => name == Markers[0] || name.EndsWith("." + Markers[0], StringComparison.Ordinal))
            .Select(name => name[..^Markers[0].Length])
            .Where(prefix => Markers.All(marker => all.Contains(prefix + marker)) && !Absent.Any(absent => all.Contains(prefix + absent)))
            .OrderBy(prefix =>
                (uint)
                    Array.FindIndex(
                        s_preference,
                        preferred => preferred.Length == 0 ? prefix.Length == 0 : prefix.StartsWith(preferred, StringComparison.Ordinal)
                    )
            )
            .ThenBy(prefix => prefix, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Lists the names that belong to the network.</summary>
    public IEnumerable<string> Names(IReadOnlyCollection<string> names, string prefix) =>
        names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) || Beside.Contains(name));

    /// <summary>Gives a name without what stands before it.</summary>
    public string ShortName(string name, string prefix) => Beside.Contains(name) ? name : name[prefix.Length..];
}
