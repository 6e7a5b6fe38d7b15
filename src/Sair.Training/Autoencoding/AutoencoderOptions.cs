namespace Sair.Training.Autoencoding;

/// <summary>Settings of a run; written into the checkpoint and the training log.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>Gets the folder of aligned faces with their list, or the one file that packs them.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoint, log and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the sizes in order.</summary>
    public required IReadOnlyList<TrainingStage> Stages { get; init; }

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the side of the finished generator in pixels.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Gets the generator's channels from 4 px up.</summary>
    public IReadOnlyList<int> GeneratorChannels { get; init; } = [256, 256, 160, 96, 48, 32, 24];

    /// <summary>Gets the encoder's channels after each halving.</summary>
    public IReadOnlyList<int> EncoderChannels { get; init; } = [32, 64, 128, 256];

    /// <summary>Gets how evenly the collections are drawn: 0 by picture, 1 by collection.</summary>
    public double Balance { get; init; } = 0.35;

    /// <summary>Gets the standard deviation of the noise on latents, which keeps the space between faces usable.</summary>
    public double LatentNoise { get; init; } = 0.1;

    /// <summary>Gets the weight of the mean squared latent.</summary>
    public double LatentPenalty { get; init; } = 1e-3;

    /// <summary>
    /// Gets the weight of <see cref="Engine.Losses.RecogniserFeatureLoss"/>; 0 trains on pixels alone and needs no recogniser.
    /// </summary>
    public double FeatureWeight { get; init; }

    /// <summary>
    /// Gets the pull of the discriminator on the finished picture as a share of the other terms' pull; 0 trains without one.
    /// </summary>
    public double AdversarialWeight { get; init; }

    /// <summary>Gets how much the probability of altering what the discriminator sees changes per picture.</summary>
    public double AugmentationRise { get; init; } = 2e-5;

    /// <summary>
    /// Gets the first side that learns, in pixels; smaller sides and the encoder's rows of them are held. 0 lets everything learn.
    /// </summary>
    public int FrozenBelow { get; init; }

    /// <summary>Gets the folder of a pack to start from where there is no checkpoint; null starts from random weights.</summary>
    public string? StartPack { get; init; }

    /// <summary>Gets where to compute: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>One size of progressive training.</summary>
/// <param name="Side">Side of the pictures in pixels.</param>
/// <param name="Images">How many pictures are seen at this size.</param>
/// <param name="Batch">Pictures per step.</param>
/// <param name="LearningRate">Adam's rate.</param>
public sealed record TrainingStage(int Side, long Images, int Batch, double LearningRate)
{
    /// <summary>Parses <c>SIDE:IMAGES[:BATCH[:RATE]]</c>, comma-separated, sizes not falling.</summary>
    /// <exception cref="FormatException">The text does not have this form.</exception>
    public static IReadOnlyList<TrainingStage> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var stages = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        if (stages.Count == 0 || stages.Zip(stages.Skip(1)).Any(pair => pair.Second.Side < pair.First.Side))
        {
            throw new FormatException(
                "Stages are SIDE:IMAGES[:BATCH[:RATE]], comma-separated, sizes not falling, for example 32:200000,64:300000."
            );
        }

        return stages;
    }

    private static TrainingStage Parse(string text)
    {
        var parts = text.Split(':');
        var side = 0;
        if (parts.Length is < 2 or > 4 || !int.TryParse(parts[0], out side) || !long.TryParse(parts[1], out var images))
        {
            throw new FormatException($"“{text}” is no stage: write SIDE:IMAGES[:BATCH[:RATE]].");
        }

        if (side < 8 || (side & (side - 1)) != 0)
        {
            throw new FormatException($"A stage of {side} px is impossible: sizes are powers of two from 8.");
        }

        var batch = parts.Length > 2 ? int.Parse(parts[2]) : 32;
        return new TrainingStage(side, images, batch, parts.Length > 3 ? double.Parse(parts[3]) : 2e-3);
    }
}
