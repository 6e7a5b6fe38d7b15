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
