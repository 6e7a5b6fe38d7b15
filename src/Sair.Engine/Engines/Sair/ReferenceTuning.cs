using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Sair;

/// <summary>
/// Adapts the generator to the person before the search: latents of the references and the generator's weights are fitted together.
/// </summary>
/// <remarks>Pivotal tuning (Roich 2021, arXiv 2106.05744) on the reference photos; the tuned weights live as long as the run.</remarks>
internal sealed class ReferenceTuning : IDisposable
{
    private const double EdgeWeight = 1;
    private const double FeatureWeight = 0.5;
    private const double WeightRate = 2e-3;
    private const double LatentRate = 2e-2;

    private readonly StyleGan2Generator _generator;
    private readonly IReadOnlyList<Tensor> _noise;
    private readonly RecogniserFeatureLoss? _features;
    private readonly (IReadOnlyList<Tensor> Features, Tensor Descriptors)? _wanted;
    private readonly Tensor _references;
    private readonly Parameter _latents;
    private readonly ResumableAdam _weightSteps;
    private readonly ResumableAdam _latentSteps;

    /// <summary>Initializes a new instance of the <see cref="ReferenceTuning"/> class.</summary>
    /// <param name="generator">What to adapt; owned by the caller.</param>
    /// <param name="encoder">Gives the first W⁺ of the references.</param>
    /// <param name="references">[M, 3, R, R], RGB, 0–1, R the generator's side; owned by the caller.</param>
    /// <param name="noise">Noise inputs; owned by the caller.</param>
    /// <param name="guide">Its features are kept too, or null; owned by the caller.</param>
    public ReferenceTuning(
        StyleGan2Generator generator,
        IStyleEncoder encoder,
        Tensor references,
        IReadOnlyList<Tensor> noise,
        PackGuide? guide
    )
    {
        using var scope = NewDisposeScope();
        _generator = generator;
        _noise = noise;
        _references = references;
        if (guide is not null)
        {
            _features = new RecogniserFeatureLoss(guide.DescribeAll);
            var (features, descriptors) = _features.Describe(references);
            _wanted = ([.. features.Select(map => map.DetachFromDisposeScope())], descriptors.DetachFromDisposeScope());
        }

        _latents = new Parameter(encoder.forward((references * 2) - 1).detach().clone()).Kept();
        foreach (var parameter in generator.parameters())
        {
            parameter.requires_grad = true;
        }

        _weightSteps = new ResumableAdam(generator.named_parameters(), WeightRate, beta2: 0.99);
        _latentSteps = new ResumableAdam([("latents", _latents)], LatentRate, beta2: 0.99);
    }

    /// <summary>Gets W⁺ of the references [M, L, S]; owned by this object.</summary>
    public Tensor Latents => _latents;

    /// <summary>Gets the loss before the last step.</summary>
    public double Loss { get; private set; }

    /// <summary>Does one step; synchronises with the device.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        var pictures = PictureRange.Clamp(_generator.Synthesize(_latents, _noise));
        var difference = pictures - _references; // [M, 3, R, R]
        var loss = (2 * difference.square().mean()) + (0.5 * difference.abs().mean()) + (EdgeWeight * EdgeLoss.Evaluate(difference));
        if (_wanted is { } wanted)
        {
            loss = loss + (FeatureWeight * _features!.Evaluate(pictures, wanted).Loss);
        }

        loss.backward();
        _weightSteps.Step();
        _latentSteps.Step();
        _weightSteps.ZeroGradients();
        _latentSteps.ZeroGradients();
        Loss = loss.ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weightSteps.Dispose();
        _latentSteps.Dispose();
        _latents.Dispose();
        _wanted?.Descriptors.Dispose();
        foreach (var map in _wanted?.Features ?? [])
        {
            map.Dispose();
        }
    }
}

/// <summary>Brings the generator's pictures, about −1–1, to 0–1.</summary>
public static class PictureRange
{
    /// <summary>Shifts and clamps; the gradient passes straight through the clamp, so that pixels beyond the range can come back.</summary>
    /// <param name="picture">[N, 3, R, R], about −1–1.</param>
    /// <returns>[N, 3, R, R], 0–1.</returns>
    public static Tensor Clamp(Tensor picture)
    {
        var shifted = (picture + 1) * 0.5;
        return shifted + (shifted.clamp(0, 1) - shifted).detach();
    }

    /// <summary>
    /// Clamps to −1–1 and stretches minimum and maximum to 0 and 1, as the published code does; brightness drifts with it.
    /// </summary>
    /// <param name="picture">[N, 3, R, R], about −1–1.</param>
    /// <returns>[N, 3, R, R], 0–1.</returns>
    public static Tensor PublishedStretch(Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var clamped = picture.clamp(-1, 1);
        var lowest = clamped.detach().min();
        var highest = clamped.detach().max();
        return (clamped - lowest) / (highest - lowest);
    }
}
