using Sair.Engine.Faces.Sampling;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces;

/// <summary>Expressions of face squares in FFHQ framing, with gradients to the image.</summary>
/// <remarks>
/// Input [N, 3, H, W] float RGB 0–1, any H = W; output [N, 7] logits in the order of <see cref="ExpressionNetwork.Names"/>:
/// their softmax over dimension 1 are the probabilities.
/// </remarks>
public sealed class AlignedExpressions : Network<Tensor, Tensor>
{
    [ComponentName(Name = "network")]
    private readonly ExpressionNetwork _network;
    private readonly FaceRectangle _rectangle;

    /// <summary>Takes the network over.</summary>
    /// <param name="network">The expression network; disposed with this module.</param>
    /// <param name="rectangle">What the network sees of the square.</param>
    public AlignedExpressions(ExpressionNetwork network, FaceRectangle rectangle)
        : base(nameof(AlignedExpressions))
    {
        _network = network;
        _rectangle = rectangle;
        RegisterComponents();
    }

    /// <summary>Builds the network with the rectangle of <see cref="KnownFaceModels.Statistics"/>.</summary>
    /// <exception cref="ModelUnavailableException">A model file is missing or damaged.</exception>
    public static AlignedExpressions Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rectangle = FaceStatistics.Load(models, device).ExpressionRectangle;
        return new AlignedExpressions(new ExpressionNetwork(models.Open(KnownFaceModels.Expressions, torch.CPU)), rectangle).to(device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _network.call(AlignedCrop.Cut(input, _rectangle, DenseNetwork.InputSide));
}
