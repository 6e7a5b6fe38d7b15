namespace Sair.Training.Checkpoints;

/// <summary>An exponential moving average of parameters: what a run is judged and exported by.</summary>
public sealed class ParameterAverage : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly Dictionary<string, Tensor> _values;

    /// <summary>Initializes a new instance of the <see cref="ParameterAverage"/> class with the present values.</summary>
    /// <param name="parameters">What to average; stay owned by the caller.</param>
    public ParameterAverage(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        _parameters = [.. parameters];
        _values = _parameters.ToDictionary(entry => entry.Name, entry => entry.Parameter.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Gets the averaged values by name; they stay owned by the average.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _values;

    /// <summary>Moves the average towards the parameters.</summary>
    /// <param name="share">0 keeps the average, 1 takes the parameters.</param>
    public void Blend(double share)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in _parameters)
        {
            _values[name].lerp_(parameter, share);
        }
    }

    /// <summary>Exchanges parameters and average, for as long as the average is to be used.</summary>
    public void Exchange()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in _parameters)
        {
            var current = parameter.detach().clone();
            parameter.copy_(_values[name]);
            _values[name].copy_(current);
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
