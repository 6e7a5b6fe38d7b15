namespace Sair.Training.Quality;

/// <summary>Settings of the training of the quality network.</summary>
public sealed record QualityTrainingOptions
{
    /// <summary>Gets the folder of aligned faces with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoint and log, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the number of steps.</summary>
    public long Steps { get; init; } = 8000;

    /// <summary>Gets the photos per step; each gives a pair of degraded pictures.</summary>
    public int Pairs { get; init; } = 12;

    /// <summary>Gets Adam's rate, which falls to zero by a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Gets the weight of the order within pairs.</summary>
    public double RankWeight { get; init; } = 0.5;

    /// <summary>Gets the pairs whose features the head is fitted to at the end; 0 leaves it as it is.</summary>
    public int HeadPairs { get; init; } = 800;

    /// <summary>Gets the steps of that fit.</summary>
    public int HeadSteps { get; init; } = 2000;

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}
