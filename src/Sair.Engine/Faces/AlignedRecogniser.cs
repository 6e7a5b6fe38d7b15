using Sair.Engine.Faces.Sampling;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces;

/// <summary>Descriptors of face squares in FFHQ framing, with gradients to the image.</summary>
/// <remarks>
/// Nothing is detected: the recogniser sees one fixed rectangle, so that the descriptor is a smooth function of the pixels.
/// Input [N, 3, H, W] float RGB 0–1, any H = W; output [N, 128].
/// </remarks>
public sealed class AlignedRecogniser : Network<Tensor, Tensor>
{
    [ComponentName(Name = "network")]
    private readonly RecogniserNetwork _network;
    private readonly FaceRectangle _rectangle;

    /// <summary>Takes the network over.</summary>
    /// <param name="network">The recogniser; disposed with this module.</param>
    /// <param name="rectangle">What the recogniser sees of the square.</param>
    public AlignedRecogniser(RecogniserNetwork network, FaceRectangle rectangle)
        : base(nameof(AlignedRecogniser))
    {
        _network = network;
        _rectangle = rectangle;
        RegisterComponents();
    }

    /// <summary>Builds the recogniser with the rectangle of <see cref="KnownFaceModels.Statistics"/>.</summary>
    /// <exception cref="ModelUnavailableException">A model file is missing or damaged.</exception>
    public static AlignedRecogniser Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rectangle = FaceStatistics.Load(models, device).IdentityRectangle;
        return new AlignedRecogniser(new RecogniserNetwork(models.Open(KnownFaceModels.Recogniser, torch.CPU)), rectangle).to(device);
    }

    /// <summary>Computes descriptors and the recogniser's feature maps; see <see cref="RecogniserNetwork.Describe"/>.</summary>
    /// <param name="input">As in <see cref="forward"/>.</param>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptor) Describe(Tensor input) => _network.Describe(AlignedCrop.Cut(input, _rectangle, RecogniserNetwork.InputSide));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _network.call(AlignedCrop.Cut(input, _rectangle, RecogniserNetwork.InputSide));
}
