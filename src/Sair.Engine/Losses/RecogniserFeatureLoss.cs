using Sair.Engine.Faces;

namespace Sair.Engine.Losses;

/// <summary>How far pictures are from their originals as a face recogniser sees them: a perceptual loss whose features know faces.</summary>
/// <remarks>Johnson, Alahi, Fei-Fei 2016 (arXiv 1603.08155), with the product's own recogniser in the place of VGG.</remarks>
/// <param name="describe">[N, 3, H, H], RGB, 0–1 → feature maps and descriptors [N, D].</param>
public sealed class RecogniserFeatureLoss(Func<Tensor, (IReadOnlyList<Tensor> Features, Tensor Descriptor)> describe)
{
    private const double FeatureWeight = 0.25;

    /// <summary>Initializes a new instance of the <see cref="RecogniserFeatureLoss"/> class with the product's own recogniser.</summary>
    /// <param name="recogniser">The recogniser; owned by the caller.</param>
    public RecogniserFeatureLoss(AlignedRecogniser recogniser)
        : this(pictures => recogniser.Describe(pictures))
    {
    }

    /// <summary>Computes what pictures are compared with, once.</summary>
    /// <param name="originals">[N, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <returns>Feature maps and descriptors [N, D], without gradient.</returns>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptors) Describe(Tensor originals)
    {
        using var ungraded = no_grad();
        return describe(originals);
    }

    /// <summary>Compares feature maps (squared error relative to the original's mean square, summed over the maps) and descriptors (squared distance).</summary>
    /// <param name="pictures">[N, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <param name="wanted">The originals, from <see cref="Describe"/>.</param>
    /// <returns>The loss, a scalar, and the mean descriptor distance, a scalar without gradient.</returns>
    public (Tensor Loss, Tensor Distance) Evaluate(Tensor pictures, (IReadOnlyList<Tensor> Features, Tensor Descriptors) wanted)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var (features, descriptors) = describe(pictures);
        var squared = (descriptors - wanted.Descriptors).square().sum(1); // [N]
        var loss = squared.mean();
        foreach (var (mine, theirs) in features.Zip(wanted.Features))
        {
            loss = loss + (FeatureWeight * nn.functional.mse_loss(mine, theirs) / theirs.square().mean());
        }

        return (loss, squared.detach().sqrt().mean());
    }
}
