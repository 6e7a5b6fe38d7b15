using Sair.Engine.Engines.Sair;

namespace Sair.Evaluation.Badge;

/// <summary>What <c>sair evaluate badge</c> is asked for.</summary>
internal sealed record BadgeRequest
{
    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken; the first half sets the boundaries, the other half tests them.</summary>
    public required int People { get; init; }

    /// <summary>Gets the factors by which the photos are reduced.</summary>
    public required IReadOnlyList<int> Scales { get; init; }

    /// <summary>Gets the folder of the judges.</summary>
    public required string Judges { get; init; }

    /// <summary>Gets the options of the search; its seed is that of the degradation too.</summary>
    public required SairOptions Options { get; init; }

    /// <summary>Gets where the measures are kept, and read from where they are there; null to keep none.</summary>
    public string? Cases { get; init; }
}
