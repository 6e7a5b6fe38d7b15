namespace Sair.Engine.Diffusion.Sampling;

/// <summary>Draws each step from p(x_{t−1} | x_t) (Ho 2020).</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="noise">Index of the step → standard normal [N, 3, S, S].</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class AncestralSampler(Func<Tensor, Tensor, Tensor> network, GaussianDiffusion diffusion, Tensor start, int steps, Func<int, Tensor> noise, SkipGuidance? guidance = null)
    : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return index == 0 ? prediction.Mean : prediction.Mean + ((prediction.LogVariance * 0.5).exp() * noise(index));
    }
}
