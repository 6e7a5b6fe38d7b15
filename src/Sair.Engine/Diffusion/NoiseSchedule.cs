using System.Globalization;

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
        return new NoiseSchedule(
            [.. Enumerable.Range(0, steps).Select(i => first + ((last - first) * i / (steps - 1)))],
            [.. Enumerable.Range(0, steps).Select(i => (long)i)]
        );
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
        Keep(
            steps == 1 ? [below - 1] : [.. Enumerable.Range(0, steps).Select(i => (int)Math.Round((double)i * (below - 1) / (steps - 1)))]
        );

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
    public Tensor TimestepsAt(IReadOnlyList<int> indices, Device device) =>
        tensor(indices.Select(index => Timesteps[index]).ToArray(), device: device);

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Length).Select(value)];
}

/// <summary>Chooses which steps a shorter chain keeps, in the notation of the public code.</summary>
public static class TimestepRespacing
{
    private const string FixedStridePrefix = "ddim";

    /// <summary>Parses and chooses.</summary>
    /// <param name="text">
    /// Numbers of steps per section, comma-separated, or <c>ddimN</c>: the first whole stride that gives exactly N.
    /// </param>
    /// <param name="steps">Length of the full chain.</param>
    /// <returns>Kept indices, rising.</returns>
    /// <exception cref="InvalidOptionsException">No such choice exists.</exception>
    public static IReadOnlyList<int> Choose(string text, int steps)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(FixedStridePrefix, StringComparison.Ordinal))
        {
            var count = Parse(text[FixedStridePrefix.Length..], text);
            for (var stride = 1; stride <= steps; stride++)
            {
                if (((steps + stride - 1) / stride) == count)
                {
                    return [.. Enumerable.Range(0, count).Select(i => i * stride)];
                }
            }

            throw new InvalidOptionsException($"No whole stride makes {count} of {steps} steps: choose another number.");
        }

        var counts = text.Split(',').Select(part => Parse(part, text)).ToList();
        var kept = new List<int>();
        var start = 0;
        for (var section = 0; section < counts.Count; section++)
        {
            var size = (steps / counts.Count) + (section < steps % counts.Count ? 1 : 0);
            if (counts[section] > size)
            {
                throw new InvalidOptionsException($"A section of {size} steps cannot keep {counts[section]}: choose fewer.");
            }

            var stride = counts[section] > 1 ? (size - 1.0) / (counts[section] - 1) : 1;
            var position = 0.0;
            for (var i = 0; i < counts[section]; i++, position += stride)
            {
                kept.Add(start + (int)Math.Round(position, MidpointRounding.ToEven));
            }

            start += size;
        }

        return kept;
    }

    private static int Parse(string part, string text) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new InvalidOptionsException($"“{text}” names no steps: write for example 50, ddim50 or 10,15,20.");
}
