using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sair.Engine.Tensors;

/// <summary>Adam (Kingma &amp; Ba 2015) with optional decoupled weight decay (AdamW, Loshchilov &amp; Hutter 2019).</summary>
/// <remarks>Written in plain operators, so that its whole state can be saved and restored bit for bit.</remarks>
public sealed class ResumableAdam : IDisposable
{
    private const int TrimEverySteps = 100;

    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly Dictionary<string, Tensor> _first = [];
    private readonly Dictionary<string, Tensor> _second = [];

    /// <summary>Initializes a new instance of the <see cref="ResumableAdam"/> class.</summary>
    /// <param name="parameters">What to optimise, by name; stay owned by the caller.</param>
    /// <param name="learningRate">Rate per step.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="weightDecay">Decoupled weight decay per unit of learning rate; 0 is plain Adam.</param>
    public ResumableAdam(
        IEnumerable<(string Name, Parameter Parameter)> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0
    )
    {
        _parameters = [.. parameters];
        LearningRate = learningRate;
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        WeightDecay = weightDecay;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in _parameters)
        {
            _first[name] = zeros_like(parameter).DetachFromDisposeScope();
            _second[name] = zeros_like(parameter).DetachFromDisposeScope();
        }
    }

    /// <summary>Gets or sets the rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Gets the decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>Gets the decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Gets the number added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>Gets the decoupled weight decay.</summary>
    public double WeightDecay { get; }

    /// <summary>Gets the number of steps taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Moves every parameter that has a gradient.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        StepCount++;
        var firstCorrection = 1 - Math.Pow(Beta1, StepCount);
        var secondCorrection = Math.Sqrt(1 - Math.Pow(Beta2, StepCount));
        foreach (var (name, parameter) in _parameters)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            if (WeightDecay != 0)
            {
                parameter.mul_(1 - (LearningRate * WeightDecay));
            }

            var first = _first[name].lerp_(gradient, 1 - Beta1);
            var second = _second[name].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var denominator = (second.sqrt() / secondCorrection).add_(Epsilon);
            parameter.addcdiv_(first, denominator, -LearningRate / firstCorrection);
        }

        // All long runs pass here. Blocks of changing sizes leave room between them that only this gives back: half a MiB a step in
        // a small training.
        if (StepCount % TrimEverySteps == 0)
        {
            TorchRuntime.TrimMemory();
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var (_, parameter) in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>
    /// Lists the state: <c>step</c>, and <c>first.NAME</c> and <c>second.NAME</c> per parameter. The moments
    /// stay owned by the optimiser.
    /// </summary>
    public Dictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor> { ["step"] = tensor(new long[] { StepCount }) };
        foreach (var (name, _) in _parameters)
        {
            state[$"first.{name}"] = _first[name];
            state[$"second.{name}"] = _second[name];
        }

        return state;
    }

    /// <summary>Restores a state.</summary>
    /// <exception cref="KeyNotFoundException">The state lacks a parameter.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        StepCount = state["step"].data<long>().ToArray()[0];
        foreach (var (name, _) in _parameters)
        {
            _first[name].copy_(state[$"first.{name}"]);
            _second[name].copy_(state[$"second.{name}"]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in _first.Values.Concat(_second.Values))
        {
            moment.Dispose();
        }
    }
}

/// <summary>Learning rate over a search: linear ramp-up, plateau, cosine ramp-down (Karras 2020, projector; Guo 2024).</summary>
/// <param name="Peak">Rate of the plateau, per step.</param>
/// <param name="RampUp">Fraction of the run that ramps up.</param>
/// <param name="RampDown">Fraction of the run that ramps down.</param>
/// <param name="FirstStepMoves">
/// Whether step 0 has the rate that the ramp reaches at its end; in the published code it is 0, so that the first step only
/// fills Adam's moments.
/// </param>
public sealed record LearningRateSchedule(double Peak = 0.1, double RampUp = 0.05, double RampDown = 0.25, bool FirstStepMoves = true)
{
    /// <summary>Gives the rate of one step.</summary>
    /// <param name="step">0-based.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public double RateAt(int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var progress = (double)step / steps;
        var down = RampDown > 0 ? Math.Min(1, (1 - progress) / RampDown) : 1;
        var up = RampUp > 0 ? Math.Min(1, (FirstStepMoves ? progress + (1.0 / steps) : progress) / RampUp) : 1;
        return Peak * (0.5 - (0.5 * Math.Cos(Math.PI * down))) * up;
    }
}
