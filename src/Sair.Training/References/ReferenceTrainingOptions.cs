using Sair.Engine.Networks;

namespace Sair.Training.References;

/// <summary>Settings of the training of a <see cref="ReferenceRestorer"/>.</summary>
public sealed record ReferenceTrainingOptions
{
    /// <summary>Gets the folder of people with several aligned photos each (<see cref="PeoplePhotos"/>).</summary>
    public required string PeopleFolder { get; init; }

    /// <summary>Gets the folder of single aligned photos with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoints, logs and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the collections of single photos to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the network's sizes.</summary>
    public ReferenceRestorerConfiguration Network { get; init; } = new();

    /// <summary>Gets the number of steps.</summary>
    public long Steps { get; init; } = 40_000;

    /// <summary>Gets the pictures per step.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>Gets the references of each picture.</summary>
    public int References { get; init; } = 2;

    /// <summary>Gets Adam's rate.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Gets the share of pictures that show somebody with several photos; the others are their own references, altered.</summary>
    public double PeopleShare { get; init; } = 0.7;

    /// <summary>Gets the share of pictures that are restored without references, so that one network serves both.</summary>
    public double WithoutShare { get; init; } = 0.2;

    /// <summary>Gets the share of references that show somebody else, so that disagreement is learned.</summary>
    public double StrangerShare { get; init; } = 0.1;

    /// <summary>Gets the step from which a discriminator takes part; null for never.</summary>
    public long? AdversarialFrom { get; init; }

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}
