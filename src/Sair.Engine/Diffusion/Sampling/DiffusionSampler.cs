namespace Sair.Engine.Diffusion.Sampling;

/// <summary>Walks from a noisy picture down a schedule, one step per call.</summary>
/// <remarks>Deterministic: all noise comes from the given source.</remarks>
public abstract class DiffusionSampler : IDisposable
{
    private readonly Func<Tensor, Tensor, Tensor> _network;
    private readonly SkipGuidance? _guidance;
    private readonly int _first;
    private Tensor _sample;
    private Tensor? _predictedStart;

    /// <summary>Initializes a new instance of the <see cref="DiffusionSampler"/> class.</summary>
    /// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
    /// <param name="diffusion">The steps; all of them from <paramref name="steps"/> − 1 down are taken.</param>
    /// <param name="start">The noisy picture at that index [N, 3, S, S]; copied.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="guidance">What to stay near, or null; its picture must outlive the sampler.</param>
    protected DiffusionSampler(Func<Tensor, Tensor, Tensor> network, GaussianDiffusion diffusion, Tensor start, int steps, SkipGuidance? guidance)
    {
        ArgumentNullException.ThrowIfNull(start);
        _network = network;
        _guidance = guidance;
        Diffusion = diffusion;
        Index = _first = steps - 1;
        _sample = start.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Gets the index of the next step; −1 at the end.</summary>
    public int Index { get; private set; }

    /// <summary>Gets the number of finished steps.</summary>
    public int Finished => _first - Index;

    /// <summary>Gets the current sample [N, 3, S, S]; owned by the sampler, valid until the next step.</summary>
    public Tensor Sample => _sample;

    /// <summary>Gets x̂₀ of the last step [N, 3, S, S], −1–1, or the sample before the first; owned by the sampler.</summary>
    public Tensor PredictedStart => _predictedStart ?? _sample;

    /// <summary>Gets the region that every step holds, or null; the sampler owns it.</summary>
    public HeldRegion? Held { get; init; }

    /// <summary>Gets the last guided distance, or null.</summary>
    public double? LastDistance { get; private set; }

    /// <summary>Gets the steps.</summary>
    protected GaussianDiffusion Diffusion { get; }

    /// <summary>Takes one step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        var isGuided = _guidance?.IsGuided(Index, Diffusion.Schedule.Length) ?? false;
        Tensor next;
        Tensor start;
        if (isGuided)
        {
            using var graded = enable_grad();
            var current = _sample.detach().requires_grad_();
            var prediction = Predict(current);
            var distance = _guidance!.Distance(prediction.PredictedStart);
            var gradient = autograd.grad([distance], [current])[0];
            LastDistance = distance.ToDouble();
            using var ungraded = no_grad();
            start = prediction.PredictedStart.detach();
            next = Advance(_sample, prediction, Index) - (gradient * _guidance.Scale);
        }
        else
        {
            using var ungraded = no_grad();
            var prediction = Predict(_sample);
            start = prediction.PredictedStart;
            next = Advance(_sample, prediction, Index);
        }

        if (Held is not null)
        {
            using var ungraded = no_grad();
            next = Held.HoldSample(next.detach(), Index > 0 ? Diffusion.Schedule.PreviousCumulativeAlphas[Index] : 1);
        }

        _sample.Dispose();
        _predictedStart?.Dispose();
        _sample = next.detach().DetachFromDisposeScope();
        _predictedStart = start.DetachFromDisposeScope();
        Index--;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the next sample.</summary>
    /// <param name="current">x_t [N, 3, S, S].</param>
    /// <param name="prediction">What the network says about it.</param>
    /// <param name="index">Index of the step.</param>
    protected abstract Tensor Advance(Tensor current, DiffusionPrediction prediction, int index);

    /// <summary>Frees what the sampler owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sample.Dispose();
            _predictedStart?.Dispose();
            Held?.Dispose();
        }
    }

    private DiffusionPrediction Predict(Tensor current)
    {
        var prediction = Diffusion.Predict(_network, current, [.. Enumerable.Repeat(Index, (int)current.shape[0])]);
        return Held is null ? prediction : prediction with { PredictedStart = Held.HoldStart(prediction.PredictedStart) };
    }
}
