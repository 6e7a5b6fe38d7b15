using Sair.Engine.Faces;
using Sair.Engine.Networks;

namespace Sair.Engine.Losses;

/// <summary>Identity: L_ID = 1 − ⟨T(Z), T(x)⟩ with unit-norm face descriptors T (Guo 2024, Eq. 5, first part).</summary>
/// <remarks>
/// With a mean descriptor, T is centred before it is normalised: a recogniser that was not trained with an angular margin
/// crowds all faces around one direction, where the plain cosine of strangers is nearly that of the same person.
/// </remarks>
public sealed class IdentityLoss : ILoss, IDisposable
{
    private readonly Func<Tensor, Tensor> _descriptor;
    private readonly Tensor? _mean;
    private readonly Tensor _reference;

    /// <summary>Initializes a new instance of the <see cref="IdentityLoss"/> class.</summary>
    /// <param name="descriptor">[N, 3, R, R], RGB, 0–1 → raw descriptors [N, D].</param>
    /// <param name="references">Raw descriptors of the references [M, D]; the target is their normalised mean after centring.</param>
    /// <param name="mean">Mean descriptor of the training faces [D], or null for the published plain cosine.</param>
    public IdentityLoss(Func<Tensor, Tensor> descriptor, Tensor references, Tensor? mean = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(references);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _descriptor = descriptor;
        _mean = mean?.detach().reshape(1, -1).DetachFromDisposeScope();
        var direction = Unit(references.detach()).mean([0], keepdim: true);
        _reference = nn.functional.normalize(direction).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (1 - Similarity(_descriptor(context.Image))).mean();
    }

    /// <summary>Computes ⟨T(Z), T⟩ for raw descriptors.</summary>
    /// <param name="descriptors">[N, D].</param>
    /// <returns>[N], −1–1.</returns>
    public Tensor Similarity(Tensor descriptors) => (Unit(descriptors) * _reference).sum(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean?.Dispose();
        _reference.Dispose();
    }

    private Tensor Unit(Tensor descriptors) => nn.functional.normalize(_mean is null ? descriptors : descriptors - _mean);
}

/// <summary>Emotion: L_e = 1 − cos(w + γΔ, Δ), Δ the unit normal of an emotion's linear boundary (Guo 2024, Eq. 6).</summary>
/// <remarks>
/// The published code takes 1 − |cos(w_l, Δ_l)|, mean over samples and rows: without the sign it is content with the opposite
/// emotion. By default the cosine is signed and taken over the whole W⁺ vector, in which the boundary was fitted.
/// </remarks>
public sealed class EmotionLoss : ILoss, IDisposable
{
    private const double Epsilon = 1e-8;

    private readonly Tensor _direction;
    private readonly double _step;
    private readonly bool _published;

    /// <summary>Initializes a new instance of the <see cref="EmotionLoss"/> class.</summary>
    /// <param name="direction">Δ [L, S] or [1, L, S], of any length.</param>
    /// <param name="step">γ in units of the normalised direction.</param>
    /// <param name="published">Takes the published form: absolute cosine per row, γ ignored.</param>
    public EmotionLoss(Tensor direction, double step = 1, bool published = false)
    {
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = NewDisposeScope();
        var rows = direction.detach().reshape(1, direction.shape[^2], direction.shape[^1]);
        _direction = (published ? rows : rows / rows.norm()).DetachFromDisposeScope();
        _step = step;
        _published = published;
    }

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_published)
        {
            return 1 - PerRow(context.Latent, _direction).abs().mean();
        }

        var moved = (context.Latent + (_direction * _step)).flatten(1); // [N, L·S]
        return 1 - nn.functional.cosine_similarity(moved, _direction.flatten(1), 1, Epsilon).mean();
    }

    /// <summary>Computes the cosine between each latent row and the direction's row.</summary>
    /// <param name="latent">W⁺ [N, L, S].</param>
    /// <param name="direction">[1, L, S].</param>
    /// <returns>[N, L], −1–1.</returns>
    public static Tensor PerRow(Tensor latent, Tensor direction) => nn.functional.cosine_similarity(latent, direction, -1, Epsilon);

    /// <inheritdoc/>
    public void Dispose() => _direction.Dispose();
}

/// <summary>
/// How far pictures are from their originals as a face recogniser sees them: a perceptual loss whose features know faces.
/// </summary>
/// <remarks>Johnson, Alahi, Fei-Fei 2016 (arXiv 1603.08155), with the product's own recogniser in the place of VGG.</remarks>
/// <param name="describe">[N, 3, H, H], RGB, 0–1 → feature maps and descriptors [N, D].</param>
public sealed class RecogniserFeatureLoss(Func<Tensor, (IReadOnlyList<Tensor> Features, Tensor Descriptor)> describe)
{
    private const double FeatureWeight = 0.25;

    /// <summary>Initializes a new instance of the <see cref="RecogniserFeatureLoss"/> class with the product's own recogniser.</summary>
    /// <param name="recogniser">The recogniser; owned by the caller.</param>
    public RecogniserFeatureLoss(AlignedRecogniser recogniser)
        : this(pictures => recogniser.Describe(pictures)) { }

    /// <summary>Computes what pictures are compared with, once.</summary>
    /// <param name="originals">[N, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <returns>Feature maps and descriptors [N, D], without gradient.</returns>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptors) Describe(Tensor originals)
    {
        using var ungraded = no_grad();
        return describe(originals);
    }

    /// <summary>
    /// Compares feature maps (squared error relative to the original's mean square, summed over the maps) and
    /// descriptors (squared distance).
    /// </summary>
    /// <param name="pictures">[N, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <param name="wanted">The originals, from <see cref="Describe"/>.</param>
    /// <returns>The loss, a scalar, and the mean descriptor distance, a scalar without gradient.</returns>
    public (Tensor Loss, Tensor Distance) Evaluate(Tensor pictures, (IReadOnlyList<Tensor> Features, Tensor Descriptors) wanted)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var (features, descriptors) = describe(pictures);
        var squared = (descriptors - wanted.Descriptors).square().sum(1); // [N]
        var loss = squared.mean();
        foreach (var (mine, theirs) in features.Zip(wanted.Features))
        {
            loss = loss + (FeatureWeight * nn.functional.mse_loss(mine, theirs) / theirs.square().mean());
        }

        return (loss, squared.detach().sqrt().mean());
    }
}

/// <summary>The quality prior as a term of any objective: L_quality = 1 − mean score of the picture (Hu 2025).</summary>
/// <param name="network">The frozen quality network.</param>
public sealed class QualityPriorLoss(QualityNetwork network) : ILoss
{
    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return 1 - network.forward(context.Image).mean();
    }
}
