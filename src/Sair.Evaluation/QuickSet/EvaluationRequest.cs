using Sair.Engine.Engines.Sair;

namespace Sair.Evaluation.QuickSet;

/// <summary>What <c>sair evaluate sair</c> is asked for.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>The search with the fidelity term alone.</summary>
    public const string FidelityRow = "fidelity";

    /// <summary>The search as it is.</summary>
    public const string SairRow = "sair";

    /// <summary>Where the search starts.</summary>
    public const string InversionRow = "inversion";

    /// <summary>The search with all references.</summary>
    public const string AllRow = "all";

    /// <summary>The search with somebody else's reference.</summary>
    public const string StrangerRow = "stranger";

    /// <summary>The search without a reference, from the encoder's inversion of the photo.</summary>
    public const string AloneRow = "alone";

    /// <summary>The search without a reference, from what the instant engine makes of the photo.</summary>
    public const string InstantRow = "instant";

    /// <summary>The search with the quality network's term, at a weight that shows when the options give none.</summary>
    public const string QualityRow = "quality";

    /// <summary>The reference itself: what another real photo of the person scores.</summary>
    public const string ReferenceRow = "reference";

    /// <summary>Gets the rows of a run that names none.</summary>
    public static IReadOnlyList<string> UsualRows { get; } = [FidelityRow, SairRow, InversionRow];

    /// <summary>Gets all names of rows.</summary>
    public static IReadOnlyList<string> KnownRows { get; } = [.. UsualRows, AllRow, StrangerRow, AloneRow, InstantRow, QualityRow, ReferenceRow];

    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken.</summary>
    public required int People { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the options of the search; its seed is that of the degradation too.</summary>
    public required SairOptions Options { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets how many references a person has; only the row of all references sees more than one.</summary>
    public int References { get; init; } = 1;

    /// <summary>Gets the names of the rows, a part of <see cref="KnownRows"/>.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Gets where the contact sheet goes; null for none.</summary>
    public string? Sheet { get; init; }

    /// <summary>Gets where the record goes; null for none.</summary>
    public string? Json { get; init; }
}
