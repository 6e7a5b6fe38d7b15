namespace Sair.Engine.Diffusion;

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
    protected DiffusionSampler(
        Func<Tensor, Tensor, Tensor> network,
        GaussianDiffusion diffusion,
        Tensor start,
        int steps,
        SkipGuidance? guidance
    )
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

/// <summary>Draws each step from p(x_{t−1} | x_t) (Ho 2020).</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="noise">Index of the step → standard normal [N, 3, S, S].</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class AncestralSampler(
    Func<Tensor, Tensor, Tensor> network,
    GaussianDiffusion diffusion,
    Tensor start,
    int steps,
    Func<int, Tensor> noise,
    SkipGuidance? guidance = null
) : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return index == 0 ? prediction.Mean : prediction.Mean + ((prediction.LogVariance * 0.5).exp() * noise(index));
    }
}

/// <summary>DDIM without noise (Song 2021, Eq. 12 with η = 0).</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class ImplicitSampler(
    Func<Tensor, Tensor, Tensor> network,
    GaussianDiffusion diffusion,
    Tensor start,
    int steps,
    SkipGuidance? guidance = null
) : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var (here, before) = (Diffusion.Schedule.CumulativeAlphas[index], Diffusion.Schedule.PreviousCumulativeAlphas[index]);
        // The noise that belongs to the clipped x̂₀.
        var noise = (current - (prediction.PredictedStart * Math.Sqrt(here))) / Math.Sqrt(1 - here);
        return (prediction.PredictedStart * Math.Sqrt(before)) + (noise * Math.Sqrt(1 - before));
    }
}

/// <summary>DPM-Solver++(2M) (Lu 2022, Algorithm 2): second order in x̂₀, one network call per step.</summary>
/// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
/// <param name="diffusion">The steps.</param>
/// <param name="start">The noisy picture at index <paramref name="steps"/> − 1 [N, 3, S, S]; copied.</param>
/// <param name="steps">How many steps.</param>
/// <param name="guidance">What to stay near, or null.</param>
public sealed class MultistepSolver(
    Func<Tensor, Tensor, Tensor> network,
    GaussianDiffusion diffusion,
    Tensor start,
    int steps,
    SkipGuidance? guidance = null
) : DiffusionSampler(network, diffusion, start, steps, guidance)
{
    private Tensor? _earlier;
    private double _earlierWidth;

    /// <inheritdoc/>
    protected override Tensor Advance(Tensor current, DiffusionPrediction prediction, int index)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(prediction);
        var (here, next) = (Diffusion.Schedule.CumulativeAlphas[index], Diffusion.Schedule.PreviousCumulativeAlphas[index]);
        var start = prediction.PredictedStart.detach();
        // At the end there is no noise left and the half logarithm of the ratio is infinite: the limit of the update is x̂₀.
        if (index == 0)
        {
            return start.clone();
        }

        var width = HalfLogRatio(next) - HalfLogRatio(here); // h
        var estimate = start;
        if (_earlier is not null)
        {
            var half = width / (2 * _earlierWidth); // 1 / 2r
            estimate = (start * (1 + half)) - (_earlier * half);
        }

        _earlier?.Dispose();
        _earlier = start.clone().DetachFromDisposeScope();
        _earlierWidth = width;
        var shrink = Math.Sqrt((1 - next) / (1 - here)); // σ_t / σ_s
        return (current * shrink) - (estimate * (Math.Sqrt(next) * (Math.Exp(-width) - 1)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _earlier?.Dispose();
        }

        base.Dispose(disposing);
    }

    // λ = log(α / σ)
    private static double HalfLogRatio(double kept) => 0.5 * Math.Log(kept / (1 - kept));
}

/// <summary>A region of a known picture that every step of a sampler holds (Lugmayr 2022, RePaint, Eq. 8).</summary>
/// <remarks>The noise of the region is one draw for all levels, so that deterministic samplers move along its own path.</remarks>
public sealed class HeldRegion : IDisposable
{
    private readonly Tensor _picture;
    private readonly Tensor _mask;
    private readonly Tensor _noise;

    /// <summary>Initializes a new instance of the <see cref="HeldRegion"/> class.</summary>
    /// <param name="picture">The known picture [N, 3, S, S], −1–1; owned by the caller.</param>
    /// <param name="mask">How much each place is held [1, 1, S, S], 0–1; owned by the caller.</param>
    /// <param name="noise">Standard normal [N, 3, S, S]; copied.</param>
    public HeldRegion(Tensor picture, Tensor mask, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        (_picture, _mask) = (picture, mask);
        _noise = noise.clone().DetachFromDisposeScope();
    }

    /// <summary>Puts the known picture into an estimate x̂₀.</summary>
    /// <param name="start">[N, 3, S, S], −1–1.</param>
    /// <returns>[N, 3, S, S].</returns>
    public Tensor HoldStart(Tensor start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return start + (_mask * (_picture - start));
    }

    /// <summary>Puts the known picture, noised to a level, into a sample.</summary>
    /// <param name="sample">x [N, 3, S, S].</param>
    /// <param name="cumulativeAlpha">ᾱ of the sample's level; 1 without noise.</param>
    /// <returns>[N, 3, S, S].</returns>
    public Tensor HoldSample(Tensor sample, double cumulativeAlpha)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var known = (_picture * Math.Sqrt(cumulativeAlpha)) + (_noise * Math.Sqrt(1 - cumulativeAlpha));
        return sample + (_mask * (known - sample));
    }

    /// <inheritdoc/>
    public void Dispose() => _noise.Dispose();
}

/// <summary>Pulls a sample toward a picture at some of the steps (Ding 2024, skip guidance).</summary>
/// <param name="Reference">y₀ [N, 3, S, S], −1–1; owned by the caller.</param>
/// <param name="Scale">λ: the sample moves by −λ · g.</param>
/// <param name="Interval">n: every n-th index is guided; 0 for none.</param>
/// <param name="DenseWindow">How many of the highest indices are all guided.</param>
/// <param name="First">Below this index nothing is guided.</param>
/// <param name="IsSquared">Whether the distance is the squared norm of Eq. 6 instead of the norm itself.</param>
public sealed record SkipGuidance(
    Tensor Reference,
    double Scale = 0.3,
    int Interval = 10,
    int DenseWindow = 0,
    int First = 0,
    bool IsSquared = false
)
{
    /// <summary>Tells whether a step is guided.</summary>
    /// <param name="index">Index of the step.</param>
    /// <param name="length">Number of steps of the schedule.</param>
    public bool IsGuided(int index, int length) =>
        index >= First && ((Interval > 0 && (index + 1) % Interval == 0) || index >= length - DenseWindow);

    /// <summary>Gives the distance, summed over the batch.</summary>
    /// <param name="predictedStart">x̂₀ [N, 3, S, S].</param>
    public Tensor Distance(Tensor predictedStart)
    {
        ArgumentNullException.ThrowIfNull(predictedStart);
        var difference = (Reference - predictedStart).flatten(1); // [N, 3·S·S]
        return IsSquared ? difference.square().sum() : difference.norm(1).sum();
    }
}
