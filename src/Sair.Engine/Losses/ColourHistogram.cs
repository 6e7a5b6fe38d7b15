namespace Sair.Engine.Losses;

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
        var rows = tensor([0.299f, 0.587f, 0.114f, -0.14713f, -0.28886f, 0.436f, 0.615f, -0.51499f, -0.10001f], [3, 3], rgb.dtype, rgb.device);
        return rows.matmul(rgb.flatten(2)).reshape(rgb.shape);
    }

    /// <summary>Gets the centres of the bins [256], evenly from −0.05 to 1.05.</summary>
    public static Tensor Centres(Device? device = null) => (arange(Bins, float64, device) * ((Highest - Lowest) / Bins) + (Lowest + HalfWidth)).to(float32);

    /// <summary>Counts softly in the hard-binning form of the published code of Guo 2024: p = 1.01^(h − |v − c|), kept where it exceeds 1.</summary>
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
