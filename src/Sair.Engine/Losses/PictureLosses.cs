namespace Sair.Engine.Losses;

/// <summary>Degradation fidelity: L_d = MSE(Y, D(x)), the mean over all elements (Guo 2024, Eq. 3).</summary>
/// <remarks>
/// The equation prints a sum of squares; the published code takes the mean of each sample, which is what the weight 120
/// belongs to, and we follow it. The published code also clamps the mean from below, so that its gradient vanishes there.
/// </remarks>
/// <param name="target">Y [1, 3, h, w], RGB, 0–1; owned by the caller.</param>
/// <param name="degradation">D: [N, 3, R, R] → [N, 3, h, w].</param>
/// <param name="floor">The published lower clamp of each sample's mean (1e-4), then summed over samples; null for none.</param>
/// <param name="weight">How much each place counts [1, 1, h, w], or null for all alike; owned by the caller.</param>
public sealed class FidelityLoss(Tensor target, Func<Tensor, Tensor> degradation, double? floor = null, Tensor? weight = null) : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var error = (degradation(context.Image) - target).square(); // [N, 3, h, w]
        if (weight is not null)
        {
            error = error * weight;
        }

        return floor is { } minimum ? error.mean([1, 2, 3]).clamp(min: minimum).sum() : error.mean();
    }
}

/// <summary>How far the edges of pictures are from those of their originals.</summary>
public static class EdgeLoss
{
    /// <summary>Mean absolute error of the differences between neighbouring pixels, across plus down.</summary>
    /// <param name="difference">Picture less original [N, C, H, W].</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var (height, width) = (difference.shape[2], difference.shape[3]);
        var across = difference.narrow(3, 1, width - 1) - difference.narrow(3, 0, width - 1);
        var down = difference.narrow(2, 1, height - 1) - difference.narrow(2, 0, height - 1);
        return across.abs().mean() + down.abs().mean();
    }
}
