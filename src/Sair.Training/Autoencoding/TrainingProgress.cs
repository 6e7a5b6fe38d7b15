namespace Sair.Training.Autoencoding;

/// <summary>Where a run stands.</summary>
public sealed record TrainingProgress
{
    /// <summary>Gets the number of steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Gets the number of pictures seen.</summary>
    public long Images { get; init; }

    /// <summary>Gets the number of the current stage.</summary>
    public int Stage { get; init; }

    /// <summary>Gets the pictures seen in the current stage.</summary>
    public long StageImages { get; init; }

    /// <summary>Gets the time spent training, over all resumptions.</summary>
    public TimeSpan Elapsed { get; init; }
}
