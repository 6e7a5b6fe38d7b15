using Sair.Engine.Engines.Iqpfr;

namespace Sair.Evaluation.Blind;

/// <summary>What <c>sair evaluate blind</c> was asked for.</summary>
internal sealed record BlindRequest
{
    /// <summary>Restraint, the middle, and what the engine asks for by default.</summary>
    public static readonly IReadOnlyList<double> DefaultScores = [0.3, 0.6, new IqpfrOptions().Score];

    /// <summary>Gets the evaluation set, or the training set whose held-out faces are measured on.</summary>
    public required string Data { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Data"/> is a training set.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>Gets how many people.</summary>
    public required int People { get; init; }

    /// <summary>Gets how many photos of each.</summary>
    public int Photos { get; init; } = 1;

    /// <summary>Gets a value indicating whether the photos are degraded mildly, and not heavily.</summary>
    public bool IsMild { get; init; }

    /// <summary>Gets the wanted scores, a row each.</summary>
    public IReadOnlyList<double> Scores { get; init; } = DefaultScores;

    /// <summary>Gets the share of the score's embedding that counts in the rows with a wanted score; null for the pack's own.</summary>
    public double? ScoreStrength { get; init; }

    /// <summary>Gets the folder with the judges, or null.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets the iterations of the rows with SAIR; 0 leaves them out.</summary>
    public int SairIterations { get; init; }

    /// <summary>Gets the models folder whose instant pack has one book, or null.</summary>
    public string? SingleModels { get; init; }

    /// <summary>Gets where to draw all pictures, or null.</summary>
    public string? Sheet { get; init; }
}
