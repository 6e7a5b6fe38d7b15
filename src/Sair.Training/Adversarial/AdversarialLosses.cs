namespace Sair.Training.Adversarial;

/// <summary>The non-saturating logistic loss (Goodfellow 2014) with its gradient penalty R₁ (Mescheder 2018, Eq. 9).</summary>
public static class LogisticLoss
{
    /// <summary>The generator's loss: verdicts on what it made should be high.</summary>
    /// <param name="made">Verdicts [N, 1].</param>
    public static Tensor Generator(Tensor made) => nn.functional.softplus(-made).mean();

    /// <summary>The discriminator's loss.</summary>
    /// <param name="real">Verdicts on photos [N, 1].</param>
    /// <param name="made">Verdicts on made pictures [N, 1].</param>
    public static Tensor Discriminator(Tensor real, Tensor made) =>
        nn.functional.softplus(-real).mean() + nn.functional.softplus(made).mean();

    /// <summary>R₁: half the mean squared norm of the verdict's gradient at photos, differentiable in the discriminator.</summary>
    /// <param name="photos">[N, 3, S, S], with gradient.</param>
    /// <param name="verdicts">Verdicts on them [N, 1].</param>
    public static Tensor GradientPenalty(Tensor photos, Tensor verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        var gradient = autograd.grad([verdicts.sum()], [photos], retain_graph: true, create_graph: true)[0];
        return 0.5 * gradient.square().sum([1, 2, 3]).mean();
    }
}

/// <summary>Hinge losses and their balance with the reconstruction (Esser 2021, Eq. 6 and 7).</summary>
public static class HingeLoss
{
    private const double Smallest = 1e-4;
    private const double Weight = 0.8;

    /// <summary>The generator's loss: verdicts on what it made should be high.</summary>
    public static Tensor Generator(Tensor made) => -made.mean();

    /// <summary>The discriminator's loss.</summary>
    /// <param name="real">Verdicts on photos.</param>
    /// <param name="made">Verdicts on reconstructions.</param>
    public static Tensor Discriminator(Tensor real, Tensor made)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(made);
        return 0.5 * ((1 - real).relu().mean() + (1 + made).relu().mean());
    }

    /// <summary>Computes λ = 0.8 · min(1, ‖∇ reconstruction‖ / ‖∇ adversarial‖) at the last layer.</summary>
    /// <param name="reconstruction">The reconstruction's loss.</param>
    /// <param name="adversarial">The generator's adversarial loss.</param>
    /// <param name="lastLayer">Weights of the layer that makes the picture.</param>
    public static double Balance(Tensor reconstruction, Tensor adversarial, Tensor lastLayer)
    {
        var real = autograd.grad([reconstruction], [lastLayer], retain_graph: true)[0].norm().ToDouble();
        var made = autograd.grad([adversarial], [lastLayer], retain_graph: true)[0].norm().ToDouble();
        return Weight * Math.Clamp(real / (made + Smallest), 0, 1);
    }
}
