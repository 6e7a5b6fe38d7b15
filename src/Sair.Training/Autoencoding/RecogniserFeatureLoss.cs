using Sair.Engine.Faces;

namespace Sair.Training.Autoencoding;

/// <summary>How far pictures are from their originals as a face recogniser sees them: a perceptual loss whose features know faces.</summary>
/// <remarks>Johnson, Alahi, Fei-Fei 2016 (arXiv 1603.08155), with the product's own recogniser in the place of VGG.</remarks>
public sealed class RecogniserFeatureLoss(AlignedRecogniser recogniser)
{
    private const double FeatureWeight = 0.25;

    /// <summary>Compares feature maps (squared error relative to the original's mean square, mean over the maps) and descriptors (squared distance).</summary>
    /// <param name="pictures">[N, 3, H, H], RGB, −1–1, FFHQ framing.</param>
    /// <param name="originals">Of the same shape.</param>
    /// <returns>The loss, a scalar, and the mean descriptor distance, a scalar without gradient.</returns>
    public (Tensor Loss, Tensor Distance) Evaluate(Tensor pictures, Tensor originals)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(originals);
        var seen = recogniser.Describe((pictures + 1) / 2);
        (IReadOnlyList<Tensor> Features, Tensor Descriptor) wanted;
        using (no_grad())
        {
            wanted = recogniser.Describe((originals + 1) / 2);
        }

        var squared = (seen.Descriptor - wanted.Descriptor).square().sum(1); // [N]
        var loss = squared.mean();
        foreach (var (mine, theirs) in seen.Features.Zip(wanted.Features))
        {
            loss = loss + (FeatureWeight * nn.functional.mse_loss(mine, theirs) / theirs.square().mean());
        }

        return (loss, squared.detach().sqrt().mean());
    }
}
