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
        return (NoiseSchedule.At(startFactor, indices, start.device) * start) + (NoiseSchedule.At(noiseFactor, indices, start.device) * noise);
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
        return (NoiseSchedule.At(currentFactor, indices, current.device) * current) - (NoiseSchedule.At(noiseFactor, indices, current.device) * noise);
    }

    private double[] LogBetas() => [.. schedule.Betas.Select(beta => Math.Log(beta))];
}

/// <summary>Training loss per picture, each [N].</summary>
/// <param name="Noise">Mean squared error of the noise.</param>
/// <param name="Variational">Variational bound in bits per value; moves only the variance. Zeros without learned variance.</param>
public sealed record DiffusionLossTerms(Tensor Noise, Tensor Variational);

/// <summary>The hybrid loss of models with learned variance (Nichol and Dhariwal 2021): noise error plus the variational bound.</summary>
/// <param name="diffusion">The steps.</param>
public sealed class DiffusionLoss(GaussianDiffusion diffusion)
{
    private const double SmallestProbability = 1e-12;
    private const double EdgeOfRange = 0.999;
    private const double HalfGreyLevel = 1.0 / 255;

    /// <summary>Evaluates.</summary>
    /// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
    /// <param name="start">x₀ [N, 3, S, S], −1–1.</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="noise">Standard normal [N, 3, S, S].</param>
    public DiffusionLossTerms Evaluate(Func<Tensor, Tensor, Tensor> network, Tensor start, IReadOnlyList<int> indices, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(start);
        var current = diffusion.AddNoise(start, indices, noise);
        var output = network(current, diffusion.Schedule.TimestepsAt(indices, start.device));
        var channels = start.shape[1];
        var predicted = output.narrow(1, 0, channels);
        var error = (noise - predicted).square().mean([1, 2, 3]);
        if (output.shape[1] == channels)
        {
            return new DiffusionLossTerms(error, zeros_like(error));
        }

        // The bound must not disturb the noise estimate, so only the variance values keep their gradient.
        var frozen = cat([predicted.detach(), output.narrow(1, channels, channels)], 1);
        return new DiffusionLossTerms(
            error,
            VariationalBound(diffusion.Interpret(frozen, current, indices, clips: false), start, current, indices));
    }

    private Tensor VariationalBound(DiffusionPrediction predicted, Tensor start, Tensor current, IReadOnlyList<int> indices)
    {
        var mean = diffusion.PosteriorMean(start, current, indices);
        var logVariance = NoiseSchedule.At(diffusion.Schedule.ClippedPosteriorLogVariances, indices, start.device);
        var divergence = ((predicted.LogVariance - logVariance - 1)
            + (logVariance - predicted.LogVariance).exp()
            + ((mean - predicted.Mean).square() * (-predicted.LogVariance).exp())) * 0.5; // [N, 3, S, S]
        var bits = divergence.mean([1, 2, 3]) / Math.Log(2);
        if (!indices.Contains(0))
        {
            return bits;
        }

        var isLast = tensor(indices.Select(index => index == 0).ToArray(), device: start.device);
        var likelihood = LogLikelihood(start, predicted.Mean, predicted.LogVariance * 0.5).mean([1, 2, 3]) / Math.Log(2);
        return where(isLast, -likelihood, bits);
    }

    // A normal distribution integrated over each grey level; the outermost levels take the tails.
    private static Tensor LogLikelihood(Tensor start, Tensor mean, Tensor logDeviation)
    {
        var centred = start - mean;
        var inverse = (-logDeviation).exp();
        var above = NormalDistribution(inverse * (centred + HalfGreyLevel));
        var below = NormalDistribution(inverse * (centred - HalfGreyLevel));
        var inside = (above - below).clamp(SmallestProbability).log();
        var highest = (1 - below).clamp(SmallestProbability).log();
        var lowest = above.clamp(SmallestProbability).log();
        return where(start.lt(-EdgeOfRange), lowest, where(start.gt(EdgeOfRange), highest, inside));
    }

    // The tanh approximation of the cumulative distribution.
    private static Tensor NormalDistribution(Tensor x) => ((((x.pow(3) * 0.044715) + x) * Math.Sqrt(2 / Math.PI)).tanh() + 1) * 0.5;
}
