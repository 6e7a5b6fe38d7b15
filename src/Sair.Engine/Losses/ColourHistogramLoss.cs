namespace Sair.Engine.Losses;

/// <summary>Skin colour: L_hist = ∫ |CDF(F ⊙ x) − CDF(F ⊙ Y)| (Guo 2024, Eq. 7), mean over bins and the three YUV channels.</summary>
/// <remarks>
/// Each cumulative histogram is divided by the number of pixels in the face mask F, and only masked pixels are counted. F is
/// binary in the paper; where a face parser gives probabilities, a pixel counts by its own. The histogram shares each value
/// linearly between two bins (<see cref="ColourHistogram.Cumulative"/>), because the
/// gradient of the published counts has no relation to the direction in which mass must move.
/// </remarks>
public sealed class ColourHistogramLoss : ILoss, IDisposable
{
    private const double LeastWeight = 0.05;
    private const float ChromaOffset = 0.5f;

    private readonly Tensor _target;
    private readonly Func<LossContext, Tensor> _mask;
    private readonly int _side;
    private Tensor? _pixels;
    private Tensor? _weights;
    private Tensor? _reference;

    /// <summary>Initializes a new instance of the <see cref="ColourHistogramLoss"/> class.</summary>
    /// <param name="target">Y [1, 3, h, w], RGB, 0–1; owned by the caller.</param>
    /// <param name="side">Side at which colours are compared: a quarter of the output's side.</param>
    /// <param name="mask">Gives F [side, side], 0–1, at the first evaluation; it is kept from then on.</param>
    public ColourHistogramLoss(Tensor target, int side, Func<LossContext, Tensor> mask)
    {
        _target = target;
        _side = side;
        _mask = mask;
    }

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_pixels is null)
        {
            Prepare(context);
        }

        return (ColourHistogram.Cumulative(Colours(context.Image), _weights) - _reference!).abs().mean();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels?.Dispose();
        _weights?.Dispose();
        _reference?.Dispose();
    }

    private void Prepare(LossContext context)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var mask = _mask(context).flatten(); // [side²]
        var inside = mask.gt(LeastWeight).nonzero().reshape(-1);
        if (inside.shape[0] == 0)
        {
            inside = arange(_side * _side, int64, context.Image.device);
        }
        else if (mask.index_select(0, inside) is var weights && weights.min().ToDouble() < 1)
        {
            _weights = weights.DetachFromDisposeScope();
        }

        _pixels = inside.DetachFromDisposeScope();
        _reference = ColourHistogram.Cumulative(Colours(_target), _weights).DetachFromDisposeScope();
    }

    // [1, 3, R, R] → [3, P]: Y, and U and V moved into the range of the bins.
    private Tensor Colours(Tensor image)
    {
        var side = (int)image.shape[^1];
        var resized =
            side == _side ? image
            : side > _side && side % _side == 0 ? nn.functional.avg_pool2d(image, side / _side)
            : nn.functional.interpolate(image, size: [_side, _side], mode: InterpolationMode.Bilinear, align_corners: false);
        var offset = tensor([0, ChromaOffset, ChromaOffset], [3, 1], image.dtype, image.device);
        return ColourHistogram.ToYuv(resized).reshape(3, -1).index_select(1, _pixels!) + offset;
    }
}

/// <summary>
/// Skin colour as the published code of Guo 2024 computes it: squared difference of cumulative sums of unnormalised histograms.
/// </summary>
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
    public static Tensor Shrink(Tensor image) =>
        nn.functional.interpolate(image, scale_factor: [Scale, Scale], mode: InterpolationMode.Bicubic, align_corners: false);

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

/// <summary>Differentiable histograms of colour in YUV.</summary>
public static class ColourHistogram
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 256;

    private const double Lowest = -0.05;
    private const double Highest = 1.05;
    private const double SoftBase = 1.01;

    /// <summary>Gets half the width of a bin.</summary>
    public static double HalfWidth => (Highest - Lowest) / Bins / 2;

    /// <summary>Converts RGB to the analogue YUV of BT.601.</summary>
    /// <param name="rgb">[N, 3, H, W], 0–1.</param>
    /// <returns>[N, 3, H, W]: Y 0–1, U −0.436–0.436, V −0.615–0.615.</returns>
    public static Tensor ToYuv(Tensor rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        var rows = tensor(
            [0.299f, 0.587f, 0.114f, -0.14713f, -0.28886f, 0.436f, 0.615f, -0.51499f, -0.10001f],
            [3, 3],
            rgb.dtype,
            rgb.device
        );
        return rows.matmul(rgb.flatten(2)).reshape(rgb.shape);
    }

    /// <summary>Gets the centres of the bins [256], evenly from −0.05 to 1.05.</summary>
    public static Tensor Centres(Device? device = null) =>
        (arange(Bins, float64, device) * ((Highest - Lowest) / Bins) + (Lowest + HalfWidth)).to(float32);

    /// <summary>
    /// Counts softly in the hard-binning form of the published code of Guo 2024: p = 1.01^(h − |v − c|), kept where it exceeds 1.
    /// </summary>
    /// <param name="values">[N, C, P], any range; mapped by (v + 1) / 2 first, as published.</param>
    /// <returns>Counts per pixel [N, C, 256, P]; sum over the last dimension for the histogram.</returns>
    public static Tensor PublishedCounts(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var centres = Centres(values.device).to(values.dtype).reshape(1, 1, Bins, 1);
        var distance = (((values + 1) / 2).unsqueeze(2) - centres).abs(); // [N, C, 256, P]
        var counts = ((HalfWidth - distance) * Math.Log(SoftBase)).exp();
        return counts * counts.gt(1).to(counts.dtype);
    }

    /// <summary>Computes the normalised cumulative histogram with each value shared linearly between the two nearest bins.</summary>
    /// <remarks>Its gradient is that of the cumulative distribution itself, and its cost is P, not 256 · P.</remarks>
    /// <param name="values">[C, P]; values outside −0.05–1.05 count in the outermost bin.</param>
    /// <param name="weights">[P], how much each pixel counts, or null for all alike.</param>
    /// <returns>[C, 256], rising from 0 to 1.</returns>
    public static Tensor Cumulative(Tensor values, Tensor? weights = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var position = ((values - Lowest) * ((Bins - 1) / (Highest - Lowest))).clamp(0, Bins - 1);
        var below = position.detach().floor().clamp(max: Bins - 2);
        var upper = position - below; // [C, P], share of the upper bin
        var index = below.to(int64);
        var histogram = zeros([values.shape[0], Bins], values.dtype, values.device)
            .scatter_add_(1, index, weights is null ? 1 - upper : (1 - upper) * weights)
            .scatter_add_(1, index + 1, weights is null ? upper : upper * weights);
        return weights is null ? histogram.cumsum(1) / values.shape[1] : histogram.cumsum(1) / weights.sum();
    }
}
