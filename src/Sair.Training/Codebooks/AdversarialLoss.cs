namespace Sair.Training.Codebooks;

/// <summary>Hinge losses and their balance with the reconstruction (Esser 2021, Eq. 6 and 7).</summary>
public static class AdversarialLoss
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
