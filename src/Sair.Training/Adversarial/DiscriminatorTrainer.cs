namespace Sair.Training.Adversarial;

/// <summary>A discriminator that learns beside an auto-encoder, and what it asks of the pictures.</summary>
/// <remarks>Lazy R₁ (Karras 2020, arXiv 1912.04958): every sixteenth step, weighted up as much.</remarks>
public sealed class DiscriminatorTrainer : IDisposable
{
    private const int PenaltyEvery = 16;
    private const double PenaltyWeight = 1;
    private const double GradientLimit = 1;
    private const double Smallest = 1e-12;

    private readonly FaceDiscriminator _discriminator;
    private readonly AdaptiveAugmentation _augmentation;
    private readonly ResumableAdam _adam;

    /// <summary>Initializes a new instance of the <see cref="DiscriminatorTrainer"/> class with a random discriminator.</summary>
    /// <param name="side">Side of the pictures in pixels.</param>
    /// <param name="augmentationRise">See <see cref="AdaptiveAugmentation"/>.</param>
    /// <param name="device">Where to compute; null for the processor.</param>
    public DiscriminatorTrainer(int side, double augmentationRise, Device? device = null)
    {
        _discriminator = new FaceDiscriminator(side).to(device ?? CPU);
        _augmentation = new AdaptiveAugmentation(augmentationRise);
        _adam = new ResumableAdam(Parameters, beta1: 0, beta2: 0.99);
    }

    /// <summary>Gets how often pictures are altered, p.</summary>
    public double AugmentationProbability => _augmentation.Probability.ToDouble();

    private IEnumerable<(string Name, Parameter Parameter)> Parameters =>
        _discriminator.named_parameters().Select(entry => (entry.name, entry.parameter));

    /// <summary>Lists everything that a resumed run needs.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() =>
        Parameters
            .Select(entry => ($"discriminator.{entry.Name}", (Tensor)entry.Parameter))
            .Append(("probability", _augmentation.Probability))
            .Concat(_adam.State().Select(entry => ($"adam.{entry.Key}", entry.Value)));

    /// <summary>Restores what <see cref="State"/> listed; a state without a discriminator leaves the random one.</summary>
    /// <param name="state">Tensors by name.</param>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue("probability", out var probability))
        {
            return;
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in Parameters)
        {
            parameter.copy_(state[$"discriminator.{name}"]);
        }

        _augmentation.Probability.copy_(probability);
        const string prefix = "adam.";
        _adam.LoadState(
            state
                .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value)
        );
    }

    /// <summary>Computes the pull of the discriminator on pictures, at a strength relative to the pull of the other terms.</summary>
    /// <param name="made">[N, 3, S, S] in −1–1, part of a graph.</param>
    /// <param name="others">The other terms' gradient at the pictures, the same shape.</param>
    /// <param name="weight">
    /// Norm of the pull as a share of the norm of <paramref name="others"/>; the balance of Esser 2021 (Eq. 7), taken at the pictures.
    /// </param>
    /// <returns>The gradient to add at the pictures, without graph.</returns>
    public Tensor GeneratorGradient(Tensor made, Tensor others, double weight)
    {
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(others);
        var leaf = made.detach().requires_grad_(true);
        var loss = LogisticLoss.Generator(_discriminator.forward(_augmentation.Apply(leaf)));
        var gradient = autograd.grad([loss], [leaf])[0];
        return gradient * (weight * others.norm() / (gradient.norm() + Smallest));
    }

    /// <summary>Lets the discriminator learn from one batch.</summary>
    /// <param name="photos">[N, 3, S, S] in −1–1.</param>
    /// <param name="made">Made pictures, the same shape; no gradient reaches them.</param>
    /// <param name="learningRate">Adam's rate.</param>
    /// <param name="step">Number of the step, which decides when the penalty is due.</param>
    /// <returns>The loss without the penalty.</returns>
    public double Step(Tensor photos, Tensor made, double learningRate, long step)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(made);
        using var scope = NewDisposeScope();
        var isPenaltyDue = step % PenaltyEvery == 0;
        var shown = _augmentation.Apply(photos).detach();
        if (isPenaltyDue)
        {
            shown.requires_grad_(true);
        }

        var real = _discriminator.forward(shown);
        var loss = LogisticLoss.Discriminator(real, _discriminator.forward(_augmentation.Apply(made.detach())));
        var total = isPenaltyDue ? loss + (PenaltyWeight * PenaltyEvery * LogisticLoss.GradientPenalty(shown, real)) : loss;
        _adam.ZeroGradients();
        total.backward();
        nn.utils.clip_grad_norm_(_discriminator.parameters(), GradientLimit);
        _adam.LearningRate = learningRate;
        _adam.Step();
        _adam.ZeroGradients();
        _augmentation.Follow(real.detach());
        return loss.ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        _augmentation.Dispose();
        _discriminator.Dispose();
    }
}
