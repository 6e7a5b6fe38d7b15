using Sair.Engine.Faces;
using Sair.Engine.Networks;
using Sair.Engine.Operators;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>What a pack compares pictures by beside their pixels: a recogniser of its subject, or a general feature network.</summary>
public sealed class PackGuide : IDisposable
{
    /// <summary>What a pack without a guide names.</summary>
    public const string None = "none";

    private const int FeatureSide = 224;

    // Where FFHQ framing puts the face that ArcFace networks were trained on, in fractions of the side (Richardson 2021).
    private const double CropLeft = 32 / 256.0;
    private const double CropTop = 35 / 256.0;
    private const double CropSide = 188 / 256.0;

    private readonly nn.Module _network;
    private readonly Func<Tensor, (IReadOnlyList<Tensor> Features, Tensor Descriptor)> _describe;

    private PackGuide(string id, string hash, nn.Module network, Func<Tensor, (IReadOnlyList<Tensor>, Tensor)> describe)
    {
        _network = network;
        _describe = describe;
        Hashes = new Dictionary<string, string> { [id] = hash };
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    /// <summary>
    /// Gets the mean descriptor of typical pictures [D], or null where descriptors need no centring; owned by the model provider.
    /// </summary>
    public Tensor? Mean { get; private init; }

    /// <summary>Gets the SHA-256 of each file by model id.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; private init; }

    /// <summary>Loads the guide that a pack names.</summary>
    /// <param name="id">Id of a model: the embedded recogniser, an ArcFace network, or a ResNet-18; <see cref="None"/> for nothing.</param>
    /// <param name="models">Holds it.</param>
    /// <param name="device">Where to compute.</param>
    /// <returns>The guide, or null for none.</returns>
    /// <exception cref="ModelUnavailableException">A file is missing or damaged.</exception>
    /// <exception cref="WeightsFormatException">The model is no network that can guide.</exception>
    public static PackGuide? Load(string id, IModelProvider models, Device device)
    {
        if (id == None)
        {
            return null;
        }

        if (id == KnownFaceModels.Recogniser)
        {
            var recogniser = AlignedRecogniser.Load(models, device);
            return new PackGuide(id, models.Open(id, CPU).Sha256, recogniser, recogniser.Describe)
            {
                Mean = FaceStatistics.Load(models, device).MeanDescriptor,
                Hashes = new[] { KnownFaceModels.Recogniser, KnownFaceModels.Statistics, KnownFaceModels.Landmarks }.ToDictionary(
                    name => name,
                    name => models.Open(name, CPU).Sha256
                ),
            };
        }

        var model = models.Open(id, device);
        using var scope = NewDisposeScope();
        try
        {
            return Create(model, device);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            throw new WeightsFormatException(
                id,
                $"The model {id} cannot guide a search ({failure.Message.TrimEnd('.')}): name a recogniser, a ResNet-18, or {None}.",
                failure
            );
        }
    }

    /// <summary>Computes feature maps and descriptors.</summary>
    /// <param name="pictures">[N, 3, R, R], RGB, 0–1, in the pack's framing.</param>
    /// <returns>Maps, and raw descriptors [N, D].</returns>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptor) DescribeAll(Tensor pictures) => _describe(pictures);

    /// <summary>Computes descriptors.</summary>
    /// <param name="pictures">As in <see cref="DescribeAll"/>.</param>
    /// <returns>[N, D].</returns>
    public Tensor Describe(Tensor pictures) =>
        _network is AlignedRecogniser recogniser ? recogniser.forward(pictures) : _describe(pictures).Descriptor;

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static PackGuide Create(LoadedModel model, Device device)
    {
        if (model.Parameters.ContainsKey("input_layer.0.weight"))
        {
            var network = IrSeRecogniser.FromParameters(model.Parameters).to(device);
            return new PackGuide(
                model.Id,
                model.Sha256,
                network,
                pictures =>
                {
                    var stages = network.ForwardStages((FaceCrop(pictures) * 2) - 1);
                    return (stages, network.Describe(stages[^1]));
                }
            );
        }

        if (model.Parameters.ContainsKey("layer1.0.bn3.weight"))
        {
            var network = IResNet.FromParameters(model.Parameters).to(device);
            return new PackGuide(
                model.Id,
                model.Sha256,
                network,
                pictures =>
                {
                    var layers = network.ForwardLayers(IResNetInput.Normalise(FaceCrop(pictures)));
                    return (layers, network.Describe(layers[^1]));
                }
            );
        }

        var features = ResidualFeatures.FromParameters(model.Parameters).to(device);
        return new PackGuide(
            model.Id,
            model.Sha256,
            features,
            pictures =>
            {
                var stages = features.ForwardStages(
                    IResNetInput.Normalise(PictureOperators.ResizeAntialiased(pictures, FeatureSide, FeatureSide))
                );
                return (stages, stages[^1].mean([2, 3]));
            }
        );
    }

    // [N, 3, R, R] → [N, 3, 112, 112]
    private static Tensor FaceCrop(Tensor pictures)
    {
        var side = pictures.shape[2];
        long Pixels(double fraction) => (long)Math.Round(fraction * side);
        var face = pictures.narrow(2, Pixels(CropTop), Pixels(CropSide)).narrow(3, Pixels(CropLeft), Pixels(CropSide));
        return PictureOperators.ResizeAntialiased(face, IrSeRecogniser.InputSide, IrSeRecogniser.InputSide);
    }
}
