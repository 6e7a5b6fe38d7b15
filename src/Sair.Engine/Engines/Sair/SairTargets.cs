using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Engine.Quality;

namespace Sair.Engine.Engines.Sair;

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
