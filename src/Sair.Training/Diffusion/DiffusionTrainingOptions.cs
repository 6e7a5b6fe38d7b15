using Sair.Engine.Networks;

namespace Sair.Training.Diffusion;

/// <summary>Settings of a run; written into the checkpoint.</summary>
public sealed record DiffusionTrainingOptions
{
    /// <summary>Gets the folder of aligned pictures with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoint, log and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets how many pictures are seen in all.</summary>
    public required long Images { get; init; }

    /// <summary>Gets the sizes of the network.</summary>
    public DiffusionUNetConfiguration Network { get; init; } = new() { ImageSize = 64, PatchSize = 2, Channels = 32, Multipliers = [1, 1, 2, 4], ResidualBlocks = 1, AttentionLevels = [2] };

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the number of noise levels that are learned, from the least noise; 1000 is the full range.</summary>
    public int Levels { get; init; } = 400;

    /// <summary>Gets the pictures per step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Gets Adam's rate after the warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets how evenly the collections are drawn: 0 by picture, 1 by collection.</summary>
    public double Balance { get; init; } = 0.35;

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}
