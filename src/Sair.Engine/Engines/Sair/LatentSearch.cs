using System.Numerics;
using Sair.Engine.Losses;

namespace Sair.Engine.Engines.Sair;

/// <summary>Gradient descent on W⁺ with Adam (β = 0.9, 0.999): one iteration per call, no host synchronisation of its own.</summary>
public sealed class LatentSearch : IDisposable
{
    private readonly Func<Tensor, int, Tensor> _picture;
    private readonly WeightedObjective _objective;
    private readonly LearningRateSchedule _schedule;
    private readonly Func<Tensor, Tensor, Tensor>? _pullBack;
    private readonly Parameter _latent;
    private readonly ResumableAdam _adam;
    private Tensor? _values;

    /// <summary>Initializes a new instance of the <see cref="LatentSearch"/> class.</summary>
    /// <param name="start">First W⁺ [1, L, S]; copied.</param>
    /// <param name="picture">(W⁺, 0-based iteration) → picture [1, 3, R, R], RGB, 0–1.</param>
    /// <param name="objective">What to minimise.</param>
    /// <param name="schedule">Learning rate.</param>
    /// <param name="iterations">Number of iterations of the run.</param>
    /// <param name="pullBack">
    /// (W⁺, gradient of the picture) → gradient of W⁺, where pictures are cut off from W⁺; null where gradients pass through them.
    /// </param>
    public LatentSearch(
        Tensor start,
        Func<Tensor, int, Tensor> picture,
        WeightedObjective objective,
        LearningRateSchedule schedule,
        int iterations,
        Func<Tensor, Tensor, Tensor>? pullBack = null
    )
    {
        ArgumentNullException.ThrowIfNull(start);
        using var scope = NewDisposeScope();
        _picture = picture;
        _objective = objective;
        _schedule = schedule;
        _pullBack = pullBack;
        Iterations = iterations;
        _latent = new Parameter(start.detach().clone()).Kept();
        _adam = new ResumableAdam([("latent", _latent)], schedule.Peak);
    }

    /// <summary>Gets the number of iterations of the run.</summary>
    public int Iterations { get; }

    /// <summary>Gets the number of finished iterations.</summary>
    public int Finished { get; private set; }

    /// <summary>Gets W⁺ [1, L, S] after the last finished iteration, with its last gradient; owned by the search.</summary>
    public Tensor Latent => _latent;

    /// <summary>
    /// Gets the unweighted terms [T] at the start of the last finished iteration, or null before the first; owned by the search.
    /// </summary>
    public Tensor? Values => _values;

    /// <summary>Gets the objective.</summary>
    public WeightedObjective Objective => _objective;

    /// <summary>Does one iteration: picture, objective, gradient with respect to W⁺ alone, Adam.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        var image = _picture(_latent, Finished);
        var value = _objective.Evaluate(new LossContext(image, _latent, Finished, Iterations));
        _latent.grad = Gradient(value.Total.sum(), image);
        _adam.LearningRate = _schedule.RateAt(Finished, Iterations);
        _adam.Step();
        Finished++;
        _values?.Dispose();
        _values = value.Values.DetachFromDisposeScope();
    }

    /// <summary>Lists what a later run needs to go on: <c>latent</c>, <c>iteration</c> and Adam's state.</summary>
    /// <returns>Tensors by name; those of the search stay owned by it.</returns>
    public Dictionary<string, Tensor> State()
    {
        var state = _adam.State().ToDictionary(entry => $"adam.{entry.Key}", entry => entry.Value);
        state["latent"] = _latent;
        state["iteration"] = tensor([(long)Finished]);
        return state;
    }

    /// <summary>Goes on from a state of <see cref="State"/>.</summary>
    /// <exception cref="InvalidOptionsException">The state belongs to a latent of another shape, or is incomplete.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] needed = ["latent", "iteration", "adam.step", "adam.first.latent", "adam.second.latent"];
        if (needed.Any(name => !state.ContainsKey(name)) || !state["latent"].shape.SequenceEqual(_latent.shape))
        {
            throw new InvalidOptionsException("The saved state does not fit this face model: start the restoration anew.");
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _latent.copy_(state["latent"]);
        _adam.LoadState(
            state
                .Where(entry => entry.Key.StartsWith("adam.", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key["adam.".Length..], entry => entry.Value)
        );
        Finished = (int)state["iteration"].data<long>().ToArray()[0];
    }

    private Tensor Gradient(Tensor total, Tensor image)
    {
        if (_pullBack is null)
        {
            return autograd.grad([total], [_latent])[0];
        }

        // Some terms look at W⁺ itself, all others at the picture.
        var own = autograd.grad([total], [image, _latent], allow_unused: true);
        var through = _pullBack(_latent, own[0]);
        return own[1] is { IsInvalid: false } direct ? through + direct : through;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values?.Dispose();
        _adam.Dispose();
        _latent.Dispose();
    }
}

/// <summary>At which resolutions the search runs: the ladder.</summary>
/// <param name="Early">Side in pixels during the first half of the iterations.</param>
/// <param name="Late">Side during the second half.</param>
public readonly record struct SearchSides(int Early, int Late)
{
    // Below this the recogniser sees too little.
    private const int Smallest = 64;

    /// <summary>Chooses the sides.</summary>
    /// <param name="size">Side of the generator's pictures.</param>
    /// <param name="degradedSide">Side of the degraded face: the first half needs twice as much.</param>
    /// <param name="ladder">Whether the first half may run at a lower resolution.</param>
    /// <param name="memory">How much may be kept; <see cref="MemoryUse.Reduced"/> stops at half the size.</param>
    public static SearchSides Of(int size, int degradedSide, bool ladder, MemoryUse memory)
    {
        var late = memory == MemoryUse.Reduced ? Math.Min(size, Math.Max(Smallest, size / 2)) : size;
        var enough = Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * degradedSide)));
        return new SearchSides(ladder ? Math.Min(late, enough) : late, late);
    }
}
