namespace Sair.Engine.Diffusion.Sampling;

/// <summary>DPM-Solver++(2M) (Lu 2022, Algorithm 2): second order in x̂₀, one network call per step.</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class MultistepSolver(Func<Tensor, Tensor, Tensor> network, GaussianDiffusion diffusion, Tensor start, int steps, SkipGuidance? guidance = null)
    : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    private Tensor? _earlier;
    private double _earlierWidth;

    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(prediction);
        var (here, next) = (Diffusion.Schedule.CumulativeAlphas[index], Diffusion.Schedule.PreviousCumulativeAlphas[index]);
        var start = prediction.PredictedStart.detach();
        // At the end there is no noise left and the half logarithm of the ratio is infinite: the limit of the update is x̂₀.
        if (index == 0)
        {
            return start.clone();
        }

        var width = HalfLogRatio(next) - HalfLogRatio(here); // h
        var estimate = start;
        if (_earlier is not null)
        {
            var half = width / (2 * _earlierWidth); // 1 / 2r
            estimate = (start * (1 + half)) - (_earlier * half);
        }

        _earlier?.Dispose();
        _earlier = start.clone().DetachFromDisposeScope();
        _earlierWidth = width;
        var shrink = Math.Sqrt((1 - next) / (1 - here)); // σ_t / σ_s
        return (current * shrink) - (estimate * (Math.Sqrt(next) * (Math.Exp(-width) - 1)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _earlier?.Dispose();
        }

        base.Dispose(disposing);
    }

    // λ = log(α / σ)
    private static double HalfLogRatio(double kept) => 0.5 * Math.Log(kept / (1 - kept));
}
