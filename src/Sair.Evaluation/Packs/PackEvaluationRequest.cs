namespace Sair.Evaluation.Packs;

/// <summary>What <c>sair evaluate pack</c> is asked for.</summary>
internal sealed record PackEvaluationRequest
{
    /// <summary>Gets the folder that the pack was trained from; its held-out people are measured.</summary>
    public required string Data { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets the folder of the evaluation set, whose faces are inverted; null to do without.</summary>
    public string? Evaluation { get; init; }

    /// <summary>Gets how many people of the evaluation set are taken.</summary>
    public int People { get; init; } = 20;

    /// <summary>Gets the gradient steps of the inversion.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Gets how many faces are drawn for the detector.</summary>
    public int Samples { get; init; } = 64;
}
