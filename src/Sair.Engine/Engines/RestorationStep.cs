using Sair.Engine.Imaging;

namespace Sair.Engine.Engines;

/// <summary>One finished iteration. The lazy members cost time only when called and are valid until the next step is asked for.</summary>
public abstract class RestorationStep
{
    /// <summary>Gets the stage's name, one of <see cref="EngineDescriptor.Stages"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Gets the 1-based number of the finished iteration over all stages.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the number of iterations that the run will have.</summary>
    public required int Total { get; init; }

    /// <summary>Gets a value indicating whether this is the final iterate.</summary>
    public bool IsLast => Index == Total;

    /// <summary>Reads the loss terms of this iteration.</summary>
    public abstract StepLosses ReadLosses();

    /// <summary>Renders the current picture: a face square in FFHQ framing at the engine's resolution.</summary>
    public abstract RgbImage Render();

    /// <summary>Closes the run here ("stop and keep"), or reads the final result at the last step.</summary>
    public abstract RestorationResult ReadResult();
}

/// <summary>One weighted term of the objective at one iteration.</summary>
/// <param name="Name">Stable name, for example <c>fidelity</c>.</param>
/// <param name="Value">Unweighted value.</param>
/// <param name="Weighted">Value times weight: what the total sums.</param>
public readonly record struct LossTerm(string Name, double Value, double Weighted);

/// <summary>All terms of one iteration.</summary>
/// <param name="Terms">In the order of the objective.</param>
/// <param name="Total">Sum of the weighted terms.</param>
/// <param name="IdentitySimilarity">Similarity to the references, −1–1, or null where there is none.</param>
public sealed record StepLosses(IReadOnlyList<LossTerm> Terms, double Total, double? IdentitySimilarity);

/// <summary>A finished or kept restoration.</summary>
public sealed record RestorationResult
{
    /// <summary>Gets the restored face square in FFHQ framing.</summary>
    public required RgbImage Image { get; init; }

    /// <summary>Gets the options that were used, with every value filled in.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets the SHA-256 of each model file used, by model id.</summary>
    public required IReadOnlyDictionary<string, string> ModelHashes { get; init; }

    /// <summary>Gets the similarity of the degraded input to the references, −1–1, or null where there is none.</summary>
    public double? IdentityBefore { get; init; }

    /// <summary>Gets the similarity of the result to the references, −1–1, or null where there is none.</summary>
    public double? IdentityAfter { get; init; }

    /// <summary>Gets the state to resume or branch from, or null where the engine has none.</summary>
    public byte[]? State { get; init; }
}
