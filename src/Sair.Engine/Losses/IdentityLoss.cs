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
