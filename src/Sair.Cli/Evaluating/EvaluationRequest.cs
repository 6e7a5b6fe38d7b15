using Sair.Engine.Engines.Sair;

namespace Sair.Cli.Evaluating;

/// <summary>What <c>sair evaluate sair</c> is asked for.</summary>
internal sealed record EvaluationRequest
{
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

    /// <summary>Gets a value indicating whether the control with somebody else's reference is run.</summary>
    public bool HasControl { get; init; }

    /// <summary>Gets where the contact sheet goes; null for none.</summary>
    public string? Sheet { get; init; }

    /// <summary>Gets where the record goes; null for none.</summary>
    public string? Json { get; init; }
}
