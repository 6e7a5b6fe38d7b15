namespace Sair.Training.Runs;

/// <summary>
/// What the steps of all trainers have in common: draws that can be repeated, a schedule of the rate, the way down the gradient.
/// </summary>
public static class TrainingStep
{
    private const long SeedStride = 1_000_003;
    private const long Multiplier = 2_654_435_761;
    private const double GradientLimit = 1;

    /// <summary>Seeds the tensor library and gives the source of all other draws of one step.</summary>
    /// <remarks>
    /// Seed and number of the step decide all draws, so that a resumed run repeats them and no generator's state is kept.
    /// </remarks>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step from 0.</param>
    public static Random Seed(int seed, long step)
    {
        var mixed = (seed * SeedStride) + step;
        manual_seed(mixed);
        return new Random(unchecked((int)((mixed * Multiplier) >> 13)));
    }

    /// <summary>Gives the learning rate of a step: linear warm-up, and a cosine down to a fiftieth of the peak (Loshchilov 2017).</summary>
    /// <param name="peak">Largest rate.</param>
    /// <param name="step">Number of the step from 0.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="warmUp">Steps of the warm-up.</param>
    public static double CosineRate(double peak, long step, long steps, int warmUp = 100)
    {
        const double floor = 0.02;
        var fall = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (double)step / steps)));
        return peak * Math.Min(1, (step + 1.0) / warmUp) * (floor + ((1 - floor) * fall));
    }

    /// <summary>Goes down the gradient of a loss, clipped to length 1, and forgets it.</summary>
    /// <param name="adam">The optimiser.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="parameters">The optimiser's parameters, and others at will: what has no gradient does not count.</param>
    /// <param name="learningRate">Rate of the step.</param>
    /// <returns>Length of the gradient before it was clipped.</returns>
    public static double Descend(ResumableAdam adam, Tensor loss, IEnumerable<Parameter> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(adam);
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        var length = nn.utils.clip_grad_norm_(parameters.Where(parameter => parameter.grad is not null), GradientLimit);
        adam.LearningRate = learningRate;
        adam.Step();
        adam.ZeroGradients();
        return length;
    }
}
