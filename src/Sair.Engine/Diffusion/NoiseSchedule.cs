namespace Sair.Engine.Diffusion;

/// <summary>How much noise each step adds, and what follows from it (Ho 2020); in 64-bit numbers.</summary>
/// <remarks>Indices run over the steps of this schedule; <see cref="Timesteps"/> maps them to the steps that the network knows.</remarks>
public sealed class NoiseSchedule
{
    private const int PublicSteps = 1000;

    private NoiseSchedule(double[] betas, long[] timesteps)
    {
        Betas = betas;
        Timesteps = timesteps;
        CumulativeAlphas = new double[betas.Length];
        var product = 1.0;
        for (var i = 0; i < betas.Length; i++)
        {
            CumulativeAlphas[i] = product *= 1 - betas[i];
        }

        PreviousCumulativeAlphas = [1, .. CumulativeAlphas[..^1]];
        NextCumulativeAlphas = [.. CumulativeAlphas[1..], 0];
        PosteriorVariances = Each(i => betas[i] * (1 - PreviousCumulativeAlphas[i]) / (1 - CumulativeAlphas[i]));
        // The variance of the last step is 0; the one before it stands in, so that its logarithm exists.
        ClippedPosteriorLogVariances = Each(i => Math.Log(PosteriorVariances[Math.Min(Math.Max(i, 1), betas.Length - 1)]));
        StartCoefficients = Each(i => betas[i] * Math.Sqrt(PreviousCumulativeAlphas[i]) / (1 - CumulativeAlphas[i]));
        CurrentCoefficients = Each(i => (1 - PreviousCumulativeAlphas[i]) * Math.Sqrt(1 - betas[i]) / (1 - CumulativeAlphas[i]));
    }

    /// <summary>Gets the number of steps.</summary>
    public int Length => Betas.Length;

    /// <summary>Gets β.</summary>
    public double[] Betas { get; }

    /// <summary>Gets the step number that the network knows, per index.</summary>
    public long[] Timesteps { get; }

    /// <summary>Gets ᾱ, the product of 1 − β up to each index.</summary>
    public double[] CumulativeAlphas { get; }

    /// <summary>Gets ᾱ of the index before; 1 at index 0.</summary>
    public double[] PreviousCumulativeAlphas { get; }

    /// <summary>Gets ᾱ of the index after; 0 at the last one.</summary>
    public double[] NextCumulativeAlphas { get; }

    /// <summary>Gets the variance of q(x_{t−1} | x_t, x₀).</summary>
    public double[] PosteriorVariances { get; }

    /// <summary>Gets its logarithm; index 0 repeats index 1.</summary>
    public double[] ClippedPosteriorLogVariances { get; }

    /// <summary>Gets the factor of x₀ in the mean of q(x_{t−1} | x_t, x₀).</summary>
    public double[] StartCoefficients { get; }

    /// <summary>Gets the factor of x_t in the mean of q(x_{t−1} | x_t, x₀).</summary>
    public double[] CurrentCoefficients { get; }

    /// <summary>Creates the linear schedule of the public models: β from 1e-4 to 0.02 over 1000 steps, scaled for other lengths.</summary>
    /// <param name="steps">Number of steps.</param>
    public static NoiseSchedule Linear(int steps = PublicSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        var scale = (double)PublicSteps / steps;
        var (first, last) = (scale * 1e-4, scale * 0.02);
        return new NoiseSchedule([.. Enumerable.Range(0, steps).Select(i => first + ((last - first) * i / (steps - 1)))], [.. Enumerable.Range(0, steps).Select(i => (long)i)]);
    }

    /// <summary>Keeps some indices: the noise between two of them becomes one step.</summary>
    /// <param name="kept">Indices of this schedule, rising.</param>
    public NoiseSchedule Keep(IReadOnlyList<int> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var previous = 1.0;
        var betas = new double[kept.Count];
        for (var i = 0; i < kept.Count; i++)
        {
            betas[i] = 1 - (CumulativeAlphas[kept[i]] / previous);
            previous = CumulativeAlphas[kept[i]];
        }

        return new NoiseSchedule(betas, [.. kept.Select(index => Timesteps[index])]);
    }

    /// <summary>Keeps a number of indices below one, evenly spaced and both ends included.</summary>
    /// <param name="steps">How many, at most <paramref name="below"/>.</param>
    /// <param name="below">Number of indices to choose from, K.</param>
    public NoiseSchedule KeepEvenly(int steps, int below) =>
        Keep(steps == 1 ? [below - 1] : [.. Enumerable.Range(0, steps).Select(i => (int)Math.Round((double)i * (below - 1) / (steps - 1)))]);

    /// <summary>Reads values at one index per picture.</summary>
    /// <param name="values">One of the lists above.</param>
    /// <param name="indices">[N].</param>
    /// <param name="device">Where the result lives.</param>
    /// <returns>[N, 1, 1, 1], float32.</returns>
    public static Tensor At(double[] values, IReadOnlyList<int> indices, Device device) =>
        tensor(indices.Select(index => (float)values[index]).ToArray(), new long[] { indices.Count, 1, 1, 1 }, device: device);

    /// <summary>Gives the step numbers that the network knows.</summary>
    /// <param name="indices">[N].</param>
    /// <param name="device">Where the result lives.</param>
    /// <returns>[N], Int64.</returns>
    public Tensor TimestepsAt(IReadOnlyList<int> indices, Device device) => tensor(indices.Select(index => Timesteps[index]).ToArray(), device: device);

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Length).Select(value)];
}
