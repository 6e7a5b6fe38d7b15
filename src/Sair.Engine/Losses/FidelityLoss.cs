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
