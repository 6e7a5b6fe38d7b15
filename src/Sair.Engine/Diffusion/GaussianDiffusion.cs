namespace Sair.Engine.Diffusion;

/// <summary>What a network says about one step.</summary>
/// <param name="Mean">Mean of p(x_{t−1} | x_t) [N, 3, S, S].</param>
/// <param name="LogVariance">Logarithm of its variance [N, 3, S, S].</param>
/// <param name="PredictedStart">x̂₀ [N, 3, S, S].</param>
/// <param name="PredictedNoise">ε̂ [N, 3, S, S], as the network gave it.</param>
public sealed record DiffusionPrediction(Tensor Mean, Tensor LogVariance, Tensor PredictedStart, Tensor PredictedNoise);

/// <summary>The forward and the reverse step of a schedule (Ho 2020; learned variance: Nichol and Dhariwal 2021).</summary>
/// <param name="schedule">The steps.</param>
public sealed class GaussianDiffusion(NoiseSchedule schedule)
{
    /// <summary>Gets the steps.</summary>
    public NoiseSchedule Schedule => schedule;

    /// <summary>Adds noise: q(x_t | x₀).</summary>
    /// <param name="start">x₀ [N, 3, S, S], −1–1.</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="noise">Standard normal [N, 3, S, S].</param>
    public Tensor AddNoise(Tensor start, IReadOnlyList<int> indices, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(start);
        var startFactor = schedule.CumulativeAlphas.Select(kept => Math.Sqrt(kept)).ToArray();
        var noiseFactor = schedule.CumulativeAlphas.Select(kept => Math.Sqrt(1 - kept)).ToArray(); // in 64 bit: 1 − ᾱ starts at 1e-4
        return (NoiseSchedule.At(startFactor, indices, start.device) * start)
            + (NoiseSchedule.At(noiseFactor, indices, start.device) * noise);
    }

    /// <summary>Gives the mean of q(x_{t−1} | x_t, x₀).</summary>
    /// <param name="start">x₀ [N, 3, S, S].</param>
    /// <param name="current">x_t [N, 3, S, S].</param>
    /// <param name="indices">One index per picture.</param>
    public Tensor PosteriorMean(Tensor start, Tensor current, IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(current);
        return (NoiseSchedule.At(schedule.StartCoefficients, indices, current.device) * start)
            + (NoiseSchedule.At(schedule.CurrentCoefficients, indices, current.device) * current);
    }

    /// <summary>Asks a network about a step.</summary>
    /// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
    /// <param name="current">x_t [N, 3, S, S].</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="clips">Whether x̂₀ is held within −1–1.</param>
    public DiffusionPrediction Predict(Func<Tensor, Tensor, Tensor> network, Tensor current, IReadOnlyList<int> indices, bool clips = true)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(current);
        return Interpret(network(current, schedule.TimestepsAt(indices, current.device)), current, indices, clips);
    }

    /// <summary>Turns a network's output into a step.</summary>
    /// <param name="output">Noise and variance values [N, 6, S, S], or noise alone [N, 3, S, S].</param>
    /// <param name="current">x_t [N, 3, S, S].</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="clips">Whether x̂₀ is held within −1–1.</param>
    public DiffusionPrediction Interpret(Tensor output, Tensor current, IReadOnlyList<int> indices, bool clips)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(current);
        var channels = current.shape[1];
        var noise = output.narrow(1, 0, channels);
        var smallest = NoiseSchedule.At(schedule.ClippedPosteriorLogVariances, indices, current.device);
        Tensor logVariance;
        if (output.shape[1] == 2 * channels)
        {
            var share = (output.narrow(1, channels, channels) + 1) / 2; // between the smallest and the largest sensible logarithm
            logVariance = (share * NoiseSchedule.At(LogBetas(), indices, current.device)) + ((1 - share) * smallest);
        }
        else
        {
            logVariance = smallest.expand(current.shape);
        }

        var start = StartFromNoise(current, indices, noise);
        if (clips)
        {
            start = start.clamp(-1, 1);
        }

        return new DiffusionPrediction(PosteriorMean(start, current, indices), logVariance, start, noise);
    }

    /// <summary>Solves q(x_t | x₀) for x₀.</summary>
    /// <param name="current">x_t [N, 3, S, S].</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="noise">ε [N, 3, S, S].</param>
    public Tensor StartFromNoise(Tensor current, IReadOnlyList<int> indices, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(current);
        var currentFactor = schedule.CumulativeAlphas.Select(kept => Math.Sqrt(1 / kept)).ToArray();
        var noiseFactor = schedule.CumulativeAlphas.Select(kept => Math.Sqrt((1 / kept) - 1)).ToArray();
        return (NoiseSchedule.At(currentFactor, indices, current.device) * current)
            - (NoiseSchedule.At(noiseFactor, indices, current.device) * noise);
    }

    private double[] LogBetas() => [.. schedule.Betas.Select(beta => Math.Log(beta))];
}
