namespace Sair.Engine.Networks.Codebooks;

/// <summary>Adaptive instance normalisation (Huang &amp; Belongie 2017): one map with the means and deviations of another.</summary>
public static class AdaptiveInstanceNorm
{
    private const double Epsilon = 1e-5;

    /// <summary>Moves the statistics of every channel.</summary>
    /// <param name="content">[N, C, H, W].</param>
    /// <param name="style">[N, C, H′, W′].</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Apply(Tensor content, Tensor style)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        var (contentMean, contentDeviation) = Statistics(content);
        var (styleMean, styleDeviation) = Statistics(style);
        return ((content - contentMean) / contentDeviation * styleDeviation) + styleMean;
    }

    private static (Tensor Mean, Tensor Deviation) Statistics(Tensor map) =>
        (map.mean([2, 3], keepdim: true), (map.var([2, 3], unbiased: true, keepdim: true) + Epsilon).sqrt());
}
