namespace Sair.Training.Checkpoints;

/// <summary>Where a run of one stage stands.</summary>
public sealed record RunProgress
{
    /// <summary>Gets the number of steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Gets the number of pictures seen.</summary>
    public long Images { get; init; }

    /// <summary>Gets the time spent training, over all resumptions.</summary>
    public TimeSpan Elapsed { get; init; }
}
