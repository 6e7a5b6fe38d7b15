namespace Sair.Engine.Losses;

/// <summary>One differentiable term of an objective.</summary>
public interface ILoss
{
    /// <summary>Computes the unweighted term.</summary>
    /// <param name="context">The current iterate.</param>
    /// <returns>A scalar [] with gradients to <see cref="LossContext.Latent"/>; owned by the current scope.</returns>
    Tensor Evaluate(LossContext context);
}

/// <summary>What a loss sees of the current iterate.</summary>
/// <param name="Image">[N, 3, R, R], RGB, 0–1: the picture of the latent.</param>
/// <param name="Latent">W⁺ [N, L, S].</param>
/// <param name="Iteration">0-based number of the iteration.</param>
/// <param name="Iterations">Number of iterations of the whole run.</param>
public sealed record LossContext(Tensor Image, Tensor Latent, int Iteration, int Iterations);
