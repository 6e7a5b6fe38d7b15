using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;

namespace Sair.Evaluation.Judges;

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
