namespace Sair.Engine.Diffusion;

/// <summary>Pulls a sample toward a picture at some of the steps (Ding 2024, skip guidance).</summary>
/// <param name="Reference">y₀ [N, 3, S, S], −1–1; owned by the caller.</param>
/// <param name="Scale">λ: the sample moves by −λ · g.</param>
/// <param name="Interval">n: every n-th index is guided; 0 for none.</param>
/// <param name="DenseWindow">How many of the highest indices are all guided.</param>
/// <param name="First">Below this index nothing is guided.</param>
/// <param name="IsSquared">Whether the distance is the squared norm of Eq. 6 instead of the norm itself.</param>
public sealed record SkipGuidance(Tensor Reference, double Scale = 0.3, int Interval = 10, int DenseWindow = 0, int First = 0, bool IsSquared = false)
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
