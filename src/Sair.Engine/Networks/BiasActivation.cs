namespace Sair.Engine.Networks;

/// <summary>Leaky ReLU (slope 0.2) of x + bias with gain √2, the activation of StyleGAN2.</summary>
public static class BiasActivation
{
    private const double Slope = 0.2;
    private static readonly double Gain = Math.Sqrt(2);

    /// <summary>Computes the activation.</summary>
    /// <param name="x">[N, C], [N, C, H, W], or [N, L, C].</param>
    /// <param name="bias">[C]: per dimension 1 at ranks 2 and 4, per last dimension at rank 3.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    public static Tensor Apply(Tensor x, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(bias);
        return nn.functional.leaky_relu(x + (x.ndim == 4 ? bias.reshape(1, -1, 1, 1) : bias), Slope) * Gain;
    }
}
