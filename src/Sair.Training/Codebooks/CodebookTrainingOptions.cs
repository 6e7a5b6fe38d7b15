using Sair.Engine.Networks;
using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>Settings of the three stages of IQPFR's training.</summary>
public sealed record CodebookTrainingOptions
{
    private const double Balance = 0.35;

    /// <summary>Gets the folder of aligned faces with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoints, logs and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the folder of a pack to start from where there is no checkpoint; null starts at random.</summary>
    public string? StartPack { get; init; }

    /// <summary>Gets the networks' sizes: lean enough to be trained on a processor.</summary>
    public CodePredictorConfiguration Networks { get; init; } = Lean(128);

    /// <summary>Gets the number of steps of the stage that is run.</summary>
    public long Steps { get; init; } = 2400;

    /// <summary>Gets the pictures per step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Gets Adam's rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets S_thr: the score above which the second book counts.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>Gets the share of pictures that are softened in the first two stages, so that scores differ.</summary>
    public double SoftShare { get; init; } = 0.3;

    /// <summary>
    /// Gets the share of pictures that are softened in the third: fewer, for the codes carry the softness by then, and its discriminator
    /// learns from the others.
    /// </summary>
    public double FinishingSoftShare { get; init; } = 0.25;

    /// <summary>Gets the share of steps of the second stage that leave the score out.</summary>
    public double WithoutScoreShare { get; init; } = 0.1;

    /// <summary>Gets the step from which the adversarial term counts; null for never.</summary>
    public long? AdversarialFrom { get; init; }

    /// <summary>
    /// Gets the weight of the quality loss of the second and third stage, where it is taken: every fourth step, which makes it the paper's
    /// 0.1 per step.
    /// </summary>
    public double QualityWeight { get; init; } = 0.4;

    /// <summary>
    /// Gets the weight of the recogniser's loss of the third stage: none, for even 0.1 draws fine lines across noses and cheeks, and 1
    /// reddens eyes, which the recogniser likes and people do not.
    /// </summary>
    public double IdentityWeight { get; init; }

    /// <summary>
    /// Gets after how many steps of the second stage the quality loss is evaluated again; it costs as much as the rest of a step.
    /// </summary>
    public int QualityEvery { get; init; } = 4;

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Gets after how many steps of the first stage the features of the quality network are compared again; they cost as much as the rest
    /// of a step.
    /// </summary>
    public int FeatureEvery { get; init; } = 4;

    /// <summary>
    /// The same run with one codebook, as the networks that it is compared with have: good photos alone, no score, no quality loss.
    /// </summary>
    /// <remarks>The second book stays in the file, shut: no score exceeds 1.</remarks>
    public CodebookTrainingOptions WithOneBook() =>
        this with
        {
            Threshold = 1,
            SoftShare = 0,
            FinishingSoftShare = 0,
            WithoutScoreShare = 1,
            QualityWeight = 0,
        };

    /// <summary>Loads the faces of a stage at a side in pixels.</summary>
    internal FaceSplit LoadFaces(int side, TextWriter output, CancellationToken cancellationToken) =>
        FaceSplit.Load(DataFolder, Sources, side, Balance, StateFolder, output, cancellationToken);

    /// <summary>Gets sizes that a processor can train: at 128 px under 0.2 GMAC per picture for encoder and generator together.</summary>
    /// <param name="size">Side of the pictures in pixels, from 64.</param>
    public static CodePredictorConfiguration Lean(int size)
    {
        const int codesSide = 16;
        const int patch = 4;
        const int largestMultiplier = 4;
        var levels = System.Numerics.BitOperations.Log2((uint)(size / patch / codesSide));
        return new CodePredictorConfiguration
        {
            Vqgan = new VqganConfiguration
            {
                Size = size,
                Patch = patch,
                Channels = 24,
                Multipliers = [.. Enumerable.Range(0, levels + 1).Select(level => Math.Min(1 << level, largestMultiplier))],
                ResidualBlocks = 1,
                AttentionSides = [],
                CodeLength = 64,
                CodeCount = 512,
                Groups = 8,
            },
            Width = 96,
            Heads = 4,
            Layers = 6,
            Hidden = 192,
        };
    }
}
