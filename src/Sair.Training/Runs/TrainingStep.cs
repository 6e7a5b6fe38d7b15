namespace Sair.Training.Checkpoints;

/// <summary>Random draws that depend on seed and step number alone, so that a resumed run repeats them.</summary>
public static class StepDraws
{
    private const long SeedStride = 1_000_003;
    private const long Multiplier = 2_654_435_761;

    /// <summary>Seeds the tensor library and gives the source of all other draws of one step.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step.</param>
    public static Random Begin(int seed, long step)
    {
        var mixed = (seed * SeedStride) + step;
        manual_seed(mixed);
        return new Random(unchecked((int)((mixed * Multiplier) >> 13)));
    }

    /// <summary>Gives the learning rate of a step: linear warm-up, then a cosine down to a share of the peak.</summary>
    /// <param name="peak">Largest rate.</param>
    /// <param name="step">Number of the step from 0.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="warmUp">Steps of the warm-up.</param>
    public static double Rate(double peak, long step, long steps, int warmUp = 100)
    {
        const double floor = 0.02;
        var fall = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (double)step / steps)));
        return peak * Math.Min(1, (step + 1.0) / warmUp) * (floor + ((1 - floor) * fall));
    }
}
