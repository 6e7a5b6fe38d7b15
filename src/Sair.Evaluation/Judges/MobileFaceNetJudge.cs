using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;

namespace Sair.Evaluation.Judges;

/// <summary>Tells how alike two faces are, by a recogniser that no objective ever sees.</summary>
/// <remarks>Pictures in, numbers out: neither tensors nor gradients can be had from a judge, so nothing can be optimised against
/// it.</remarks>
public interface IIdentityJudge : IDisposable
{
    /// <summary>Gets the name of the recogniser, for the head of a report.</summary>
    string Name { get; }

    /// <summary>Compares two face squares in FFHQ framing, of any size.</summary>
    /// <param name="first">One face square.</param>
    /// <param name="second">The other face square.</param>
    /// <returns>−1–1; higher is more alike.</returns>
    double Similarity(RgbImage first, RgbImage second);

    /// <summary>Describes a face square.</summary>
    /// <param name="face">In FFHQ framing, of any size.</param>
    /// <returns>A descriptor of unit length.</returns>
    float[] Describe(RgbImage face);
}

/// <summary>Judges by MobileFaceNet trained on CASIA-WebFace, on the crop of SphereFace and its mirror image.</summary>
public sealed class MobileFaceNetJudge : IIdentityJudge
{
    /// <summary>The name of the file in a folder of judges.</summary>
    public const string FileName = "mobilefacenet.safetensors";

    private readonly Dictionary<string, Tensor> _parameters;
    private readonly MobileFaceNet _network;

    private MobileFaceNetJudge(Dictionary<string, Tensor> parameters)
    {
        _parameters = parameters;
        _network = new MobileFaceNet(parameters);
    }

    /// <inheritdoc/>
    public string Name => "MobileFaceNet";

    /// <summary>Reads the judge.</summary>
    /// <param name="directory">The folder of judges.</param>
    /// <returns>The judge, or null when the folder does not hold it.</returns>
    /// <exception cref="WeightsFormatException">The file is damaged.</exception>
    public static MobileFaceNetJudge? Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return new MobileFaceNetJudge(SafetensorsFile.Read(path).Tensors);
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(path, $"The judge {path} is damaged; copy it again.", failure);
        }
    }

    /// <inheritdoc/>
    public double Similarity(RgbImage first, RgbImage second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Describe(first).Zip(Describe(second), (a, b) => (double)a * b).Sum();
    }

    /// <inheritdoc/>
    public float[] Describe(RgbImage face) => DescribeCrop(SphereFaceCrop.Cut(face));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    /// <summary>The unit-length descriptor of a crop, 256 values: the crop's embedding and its mirror image's.</summary>
    internal float[] DescribeCrop(float[] crop)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var x = (tensor(crop, [1, 3, SphereFaceCrop.Height, SphereFaceCrop.Width]) * 255 - 127.5) / 128;
        var embeddings = _network.Forward(cat([x, x.flip(3)])); // [2, 128]
        var feature = embeddings.flatten();
        return (feature / feature.norm()).data<float>().ToArray();
    }
}

/// <summary>MobileFaceNet (Chen 2018, arXiv 1804.07573), table 1, with parameters under their original names.</summary>
internal sealed class MobileFaceNet
{
    private const double BatchNormEpsilon = 1e-5;

    // Expansion, output width, count, stride of the first.
    private static readonly (long Expansion, long Width, int Count, long Stride)[] Stages =
    [
        (2, 64, 5, 2),
        (4, 128, 1, 2),
        (2, 128, 6, 1),
        (4, 128, 1, 2),
        (2, 128, 2, 1),
    ];

    private readonly IReadOnlyDictionary<string, Tensor> _parameters;

    /// <summary>Wraps parameters; the caller keeps owning them.</summary>
    public MobileFaceNet(IReadOnlyDictionary<string, Tensor> parameters) => _parameters = parameters;

    /// <summary>Computes the embedding of each crop.</summary>
    /// <param name="crops">[N, 3, 112, 96], RGB, about −1–1.</param>
    /// <returns>[N, 128], not normalised.</returns>
    public Tensor Forward(Tensor crops)
    {
        var x = Block(crops, "conv1", stride: 2, padding: 1); // [N, 64, 56, 48]
        x = Block(x, "dw_conv1", padding: 1, groups: 64);
        var index = 0;
        foreach (var (expansion, width, count, stride) in Stages)
        {
            for (var i = 0; i < count; i++)
            {
                x = Bottleneck(x, $"blocks.{index++}.conv", expansion, width, i == 0 ? stride : 1);
            }
        }

        x = Block(x, "conv2"); // [N, 512, 7, 6]
        x = Block(x, "linear7", groups: 512, activate: false); // [N, 512, 1, 1]
        return Block(x, "linear1", activate: false).flatten(1); // [N, 128]
    }

    private Tensor Bottleneck(Tensor x, string name, long expansion, long width, long stride)
    {
        var input = x.shape[1];
        var inner = input * expansion;
        var y = nn.functional.prelu(
            Normalise(nn.functional.conv2d(x, _parameters[$"{name}.0.weight"]), $"{name}.1"),
            _parameters[$"{name}.2.weight"]
        );
        y = nn.functional.conv2d(y, _parameters[$"{name}.3.weight"], strides: [stride, stride], padding: [1, 1], groups: inner);
        y = nn.functional.prelu(Normalise(y, $"{name}.4"), _parameters[$"{name}.5.weight"]);
        y = Normalise(nn.functional.conv2d(y, _parameters[$"{name}.6.weight"]), $"{name}.7");
        return stride == 1 && input == width ? x + y : y;
    }

    private Tensor Block(Tensor x, string name, long stride = 1, long padding = 0, long groups = 1, bool activate = true)
    {
        var y = nn.functional.conv2d(
            x,
            _parameters[$"{name}.conv.weight"],
            strides: [stride, stride],
            padding: [padding, padding],
            groups: groups
        );
        y = Normalise(y, $"{name}.bn");
        return activate ? nn.functional.prelu(y, _parameters[$"{name}.prelu.weight"]) : y;
    }

    private Tensor Normalise(Tensor x, string name) =>
        nn.functional.batch_norm(
            x,
            _parameters[$"{name}.running_mean"],
            _parameters[$"{name}.running_var"],
            _parameters[$"{name}.weight"],
            _parameters[$"{name}.bias"],
            eps: BatchNormEpsilon
        );
}
