namespace Sair.Engine.Losses;

/// <summary>Latent prior: Σ (w − w_z)² over all elements (Guo 2024, Eq. 5, second part).</summary>
/// <param name="anchor">w_z, broadcastable to W⁺ [N, L, S]; owned by the caller.</param>
public sealed class LatentPriorLoss(Tensor anchor) : ILoss
{
    private const double PublishedElements = 18 * 512;

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (context.Latent - anchor).square().sum();
    }

    /// <summary>Scales a weight that was chosen for 18 × 512 elements, so that weight times number of elements stays the same.</summary>
    /// <param name="weight">Weight at 18 × 512.</param>
    /// <param name="elements">L · S of the present latent.</param>
    public static double ScaleWeight(double weight, long elements) => weight * PublishedElements / elements;
}

/// <summary>GEOCROSS: the geodesic spread of the latent rows (Menon 2020, PULSE), as the published code of Guo 2024 uses it.</summary>
/// <remarks>
/// Per sample: mean over all L × L pairs, the diagonal included, of 512 · (2·atan2(‖a − b‖, ‖a + b‖))², divided by 8; summed
/// over the batch. 512 and 8 are literals of the code at every L and S.
/// </remarks>
public sealed class GeodesicCrossLoss : ILoss
{
    private const double Multiplier = 512;
    private const double Divisor = 8;
    private const double Epsilon = 1e-9;

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return PerSample(context.Latent).sum();
    }

    /// <summary>Computes the spread of each sample.</summary>
    /// <param name="latent">W⁺ [N, L, S].</param>
    /// <returns>[N].</returns>
    public static Tensor PerSample(Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        var a = latent.unsqueeze(1); // [N, 1, L, S]
        var b = latent.unsqueeze(2); // [N, L, 1, S]
        var apart = ((a - b).square().sum(-1) + Epsilon).sqrt();
        var together = ((a + b).square().sum(-1) + Epsilon).sqrt();
        var angle = apart.atan2(together) * 2; // [N, L, L]
        return (angle.square() * Multiplier).mean([1, 2]) / Divisor;
    }
}
