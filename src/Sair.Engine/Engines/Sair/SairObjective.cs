using Sair.Engine.Losses;
using Sair.Engine.Networks;
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
        Terms = new WeightedObjective(
            Present([
                (
                    "fidelity",
                    options.FidelityWeight,
                    new FidelityLoss(targets.Degraded, targets.Degrade, published ? PublishedFloor : null, targets.FidelityWeights),
                    0
                ),
                ("cross", options.GeodesicCrossWeight ?? 0, new GeodesicCrossLoss(), 0),
                ("identity", options.IdentityWeight, _identity, 0),
                (
                    "latent",
                    published ? options.LatentPriorWeight : LatentPriorLoss.ScaleWeight(options.LatentPriorWeight, elements),
                    new LatentPriorLoss(targets.Anchor),
                    0
                ),
                ("emotion", options.EmotionWeight, _emotion, 0),
                ("colour", options.ColourWeight, _colour, options.Iterations / 2),
                ("quality", options.QualityWeight, targets.Quality is { } quality ? new QualityPriorLoss(quality) : null, 0),
            ])
        );
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

/// <summary>What the terms of <see cref="SairObjective"/> compare with; tensors stay owned by the caller.</summary>
public sealed record SairTargets
{
    /// <summary>Gets Y [1, 3, h, w], RGB, 0–1.</summary>
    public required Tensor Degraded { get; init; }

    /// <summary>Gets how much each place of Y counts in the fidelity [1, 1, h, w], or null for all alike.</summary>
    public Tensor? FidelityWeights { get; init; }

    /// <summary>Gets D: [N, 3, R, R] → [N, 3, h, w].</summary>
    public required Func<Tensor, Tensor> Degrade { get; init; }

    /// <summary>Gets w_z, broadcastable to W⁺ [1, L, S].</summary>
    public required Tensor Anchor { get; init; }

    /// <summary>Gets the recogniser [N, 3, R, R] → [N, D], or null without references.</summary>
    public Func<Tensor, Tensor>? Describe { get; init; }

    /// <summary>Gets the raw descriptors of the references [M, D], or null without references.</summary>
    public Tensor? ReferenceDescriptors { get; init; }

    /// <summary>Gets the mean descriptor of the training faces [D], or null where the recogniser needs no centring.</summary>
    public Tensor? MeanDescriptor { get; init; }

    /// <summary>Gets the direction of the chosen emotion [L, S], or null for none.</summary>
    public Tensor? EmotionDirection { get; init; }

    /// <summary>Gets what gives the face mask [side, side] at a quarter of the output's side, or null to leave colour out.</summary>
    public Func<LossContext, Tensor>? FaceMask { get; init; }

    /// <summary>Gets the frozen quality network, or null to leave quality out.</summary>
    public QualityNetwork? Quality { get; init; }

    /// <summary>Gets the side at which colours are compared.</summary>
    public int ColourSide { get; init; }
}
