namespace Sair.Engine.Losses;

/// <summary>Skin colour as the published code of Guo 2024 computes it: squared difference of cumulative sums of unnormalised histograms.</summary>
/// <remarks>
/// Kept for comparison with published figures. The mask multiplies the picture, so that masked pixels still count as black.
/// The published mask is 0 or 255, which moves nearly all face pixels out of the histogram's range.
/// </remarks>
/// <param name="lowResolution">Y [1, 3, h, w], RGB, 0–1; owned by the caller.</param>
/// <param name="mask">Face mask [1, 1, R/4, R/4]; owned by the caller.</param>
public sealed class PublishedHistogramLoss(Tensor lowResolution, Tensor mask) : ILoss
{
    private const double Scale = 0.25;

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return EarthMoversDistance(Shrink(context.Image) * mask, Enlarge(lowResolution, mask.shape[^1]) * mask).mean();
    }

    /// <summary>Shrinks a picture to a quarter, bicubic without anti-aliasing.</summary>
    /// <param name="image">[N, 3, H, W].</param>
    public static Tensor Shrink(Tensor image) => nn.functional.interpolate(image, scale_factor: [Scale, Scale], mode: InterpolationMode.Bicubic, align_corners: false);

    /// <summary>Enlarges a picture to a given side, bicubic.</summary>
    /// <param name="image">[N, 3, h, w].</param>
    /// <param name="side">Target side in pixels.</param>
    public static Tensor Enlarge(Tensor image, long side)
    {
        ArgumentNullException.ThrowIfNull(image);
        var factor = (double)side / image.shape[^1];
        return nn.functional.interpolate(image, scale_factor: [factor, factor], mode: InterpolationMode.Bicubic, align_corners: false);
    }

    /// <summary>Computes Σ over bins of (difference of cumulative sums)², mean over the batch.</summary>
    /// <param name="image">[N, 3, H, W], RGB.</param>
    /// <param name="reference">[N, 3, H, W], RGB.</param>
    /// <returns>[3]: one value per YUV channel.</returns>
    public static Tensor EarthMoversDistance(Tensor image, Tensor reference)
    {
        var difference = Histogram(image).cumsum(2) - Histogram(reference).cumsum(2); // [N, 3, 256]
        return difference.square().sum(2).mean([0]);
    }

    /// <summary>Counts an RGB picture in YUV.</summary>
    /// <param name="image">[N, 3, H, W], RGB.</param>
    /// <returns>[N, 3, 256].</returns>
    public static Tensor Histogram(Tensor image) => ColourHistogram.PublishedCounts(ColourHistogram.ToYuv(image).flatten(2)).sum(-1);
}
