namespace Sair.Training.Adversarial;

/// <summary>The non-saturating logistic game (Goodfellow 2014) with its gradient penalty R₁ (Mescheder 2018, Eq. 9).</summary>
public static class LogisticLoss
{
    /// <summary>The generator's loss: verdicts on what it made should be high.</summary>
    /// <param name="made">Verdicts [N, 1].</param>
    public static Tensor Generator(Tensor made) => nn.functional.softplus(-made).mean();

    /// <summary>The discriminator's loss.</summary>
    /// <param name="real">Verdicts on photos [N, 1].</param>
    /// <param name="made">Verdicts on made pictures [N, 1].</param>
    public static Tensor Discriminator(Tensor real, Tensor made) => nn.functional.softplus(-real).mean() + nn.functional.softplus(made).mean();

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
