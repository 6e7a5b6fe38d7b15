using Sair.Engine.Engines.Gen2Res;

namespace Sair.Evaluation.Albums;

/// <summary>What <c>sair evaluate album</c> is asked for.</summary>
internal sealed record AlbumEvaluationRequest
{
    /// <summary>The other engines: without photos, and those that look at them with one and with all.</summary>
    public const string OtherRows = "others";

    /// <summary>The base model.</summary>
    public const string BaseRow = "base";

    /// <summary>The generative mode.</summary>
    public const string GenerativeRow = "generative";

    /// <summary>The personal mode, all weights.</summary>
    public const string FullRow = "full";

    /// <summary>The personal mode, low-rank changes.</summary>
    public const string LowRankRow = "low-rank";

    /// <summary>The personal mode with somebody else's album.</summary>
    public const string StrangerRow = "stranger";

    /// <summary>Gets all names of rows.</summary>
    public static IReadOnlyList<string> KnownRows { get; } = [OtherRows, BaseRow, GenerativeRow, FullRow, LowRankRow, StrangerRow];

    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken.</summary>
    public required int People { get; init; }

    /// <summary>Gets the photos per album.</summary>
    public required int Photos { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the options of the personal model; its seed is that of the degradation too.</summary>
    public required Gen2ResOptions Options { get; init; }

    /// <summary>Gets the names of the groups of rows, a part of <see cref="KnownRows"/>.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets where the contact sheet goes; null for none.</summary>
    public string? Sheet { get; init; }
}
