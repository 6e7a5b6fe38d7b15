namespace Sair.Training.Diffusion;

/// <summary>Where a run stands.</summary>
public sealed record DiffusionTrainingProgress
{
    /// <summary>Gets the number of steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Gets the number of pictures seen.</summary>
    public long Images { get; init; }

    /// <summary>Gets the held-out loss of the averaged network at the last checkpoint; NaN before the first.</summary>
    public double HeldOutLoss { get; init; } = double.NaN;

    /// <summary>Gets the time spent training, over all resumptions.</summary>
    public TimeSpan Elapsed { get; init; }
}
