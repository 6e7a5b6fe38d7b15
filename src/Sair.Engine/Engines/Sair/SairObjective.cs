using Sair.Engine.Losses;
using Sair.Engine.Quality;

namespace Sair.Engine.Engines.Sair;

/// <summary>The objective L_d + L_ID + α₁ L_e + α₂ L_hist (Guo 2024, Eq. 8) with the terms and weights of the published code.</summary>
public sealed class SairObjective : IDisposable
{
    private const double PublishedFloor = 1e-4;

    private readonly IdentityLoss? _identity;
    private readonly EmotionLoss? _emotion;
    private readonly ColourHistogramLoss? _colour;

    /// <summary>Initializes a new instance of the <see cref="SairObjective"/> class.</summary>
    /// <param name="targets">What to compare with; a term without its target is left out.</param>
    /// <param name="options">Weights and form; a GEOCROSS weight of null counts as 0.</param>
    public SairObjective(SairTargets targets, SairOptions options)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var published = options.Form == ObjectiveForm.Published;
        _identity = targets is { Describe: { } describe, ReferenceDescriptors: { } references }
            ? new IdentityLoss(describe, references, published ? null : targets.MeanDescriptor)
            : null;
        _emotion = targets.EmotionDirection is { } direction ? new EmotionLoss(direction, published: published) : null;
        _colour = targets.FaceMask is { } mask && !published ? new ColourHistogramLoss(targets.Degraded, targets.ColourSide, mask) : null;
        var elements = targets.Anchor.shape[^2] * targets.Anchor.shape[^1];
        Terms = new WeightedObjective(Present(
        [
            ("fidelity", options.FidelityWeight, new FidelityLoss(targets.Degraded, targets.Degrade, published ? PublishedFloor : null, targets.FidelityWeights), 0),
            ("cross", options.GeodesicCrossWeight ?? 0, new GeodesicCrossLoss(), 0),
            ("identity", options.IdentityWeight, _identity, 0),
            ("latent", published ? options.LatentPriorWeight : LatentPriorLoss.ScaleWeight(options.LatentPriorWeight, elements), new LatentPriorLoss(targets.Anchor), 0),
            ("emotion", options.EmotionWeight, _emotion, 0),
            ("colour", options.ColourWeight, _colour, options.Iterations / 2),
            ("quality", options.QualityWeight, targets.Quality is { } quality ? new QualityPriorLoss(quality) : null, 0),
        ]));
    }

    /// <summary>Gets the weighted terms.</summary>
    public WeightedObjective Terms { get; }

    /// <summary>Computes the similarity of raw descriptors to the references.</summary>
    /// <param name="descriptors">[N, D].</param>
    /// <returns>[N], −1–1; null without references.</returns>
    public Tensor? Similarity(Tensor descriptors) => _identity?.Similarity(descriptors);

    /// <inheritdoc/>
    public void Dispose()
    {
        _identity?.Dispose();
        _emotion?.Dispose();
        _colour?.Dispose();
    }

    private static IEnumerable<WeightedLoss> Present(IEnumerable<(string Name, double Weight, ILoss? Loss, int Start)> terms) =>
        terms.Where(term => term.Loss is not null).Select(term => new WeightedLoss(term.Name, term.Weight, term.Loss!, term.Start));
}
