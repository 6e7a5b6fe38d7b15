namespace Sair.Training.Runs;

/// <summary>An exponential moving average of weights: what a run is measured and exported by.</summary>
public sealed class WeightAverage : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly Dictionary<string, Tensor> _values;

    /// <summary>Initializes a new instance of the <see cref="WeightAverage"/> class with the present weights.</summary>
    /// <param name="parameters">What to average, by name; stay owned by the caller.</param>
    public WeightAverage(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        _parameters = [.. parameters];
        _values = _parameters.ToDictionary(entry => entry.Name, entry => entry.Parameter.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Gets the averaged weights by name; they stay owned by the average.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _values;

    /// <summary>Gives the share of a step whose average forgets at a constant pace; at first it is the mean of all steps.</summary>
    /// <param name="step">Number of the step from 0.</param>
    /// <param name="least">The share of late steps, 0–1.</param>
    public static double ShareOfStep(long step, double least) => Math.Max(least, 1.0 / (step + 1));

    /// <summary>
    /// Gives the share of a step whose average forgets half within a number of pictures; at first within a tenth of those seen.
    /// </summary>
    /// <param name="images">Pictures of the step.</param>
    /// <param name="seen">Pictures seen so far, those of the step included.</param>
    /// <param name="halfLife">Pictures after which half is forgotten.</param>
    public static double ShareOfImages(int images, long seen, double halfLife) =>
        1 - Math.Pow(0.5, images / Math.Min(halfLife, 0.1 * seen));

    /// <summary>Moves the average towards the present weights.</summary>
    /// <param name="share">0 keeps the average, 1 takes the present weights.</param>
    public void Update(double share)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in _parameters)
        {
            _values[name].lerp_(parameter, share);
        }
    }

    /// <summary>Puts the average into the networks while they are measured, and the present weights back afterwards.</summary>
    /// <typeparam name="T">What is measured.</typeparam>
    /// <param name="measure">Measures the networks.</param>
    public T Measure<T>(Func<T> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        Exchange();
        try
        {
            return measure();
        }
        finally
        {
            Exchange();
        }
    }

    /// <summary>Exchanges weights and average.</summary>
    public void Exchange()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in _parameters)
        {
            var present = parameter.detach().clone();
            parameter.copy_(_values[name]);
            _values[name].copy_(present);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in _values.Values)
        {
            value.Dispose();
        }
    }
}
