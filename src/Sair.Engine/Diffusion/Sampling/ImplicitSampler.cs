namespace Sair.Engine.Diffusion.Sampling;

/// <summary>DDIM without noise (Song 2021, Eq. 12 with η = 0).</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class ImplicitSampler(Func<Tensor, Tensor, Tensor> network, GaussianDiffusion diffusion, Tensor start, int steps, SkipGuidance? guidance = null)
    : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var (here, before) = (Diffusion.Schedule.CumulativeAlphas[index], Diffusion.Schedule.PreviousCumulativeAlphas[index]);
        // The noise that belongs to the clipped x̂₀.
        var noise = (current - (prediction.PredictedStart * Math.Sqrt(here))) / Math.Sqrt(1 - here);
        return (prediction.PredictedStart * Math.Sqrt(before)) + (noise * Math.Sqrt(1 - before));
    }
}
