using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sair.Cli.Restoring;

/// <summary>Everything about a run, as <c>--json</c> writes it.</summary>
internal sealed record RunRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gets the version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the engine's id.</summary>
    public required string Engine { get; init; }

    /// <summary>Gets the path of the photo.</summary>
    public required string Photo { get; init; }

    /// <summary>Gets the references, best first.</summary>
    public required IReadOnlyList<ReferenceRecord> References { get; init; }

    /// <summary>Gets where the result was written.</summary>
    public required string Output { get; init; }

    /// <summary>Gets the address of the site that computed; null for this machine.</summary>
    public Uri? Server { get; init; }

    /// <summary>Gets the side of the degraded face square in pixels; null where a site does not tell.</summary>
    public required int? InputSide { get; init; }

    /// <summary>Gets what was decided about the real size of a photo that was enlarged before; null where a site does not tell.</summary>
    public RealSizeRecord? RealSize { get; init; }

    /// <summary>Gets the side of the result in pixels.</summary>
    public required int OutputSide { get; init; }

    /// <summary>Gets the options with every value filled in; serialised by its own type.</summary>
    public required object Options { get; init; }

    /// <summary>Gets the seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the SHA-256 of each model file used.</summary>
    public required IReadOnlyDictionary<string, string> ModelHashes { get; init; }

    /// <summary>Gets the device; null where a site does not tell.</summary>
    public required string? Device { get; init; }

    /// <summary>
    /// Gets how much the run could keep in the device's memory: full, recomputed or reduced; null where a site does not tell.
    /// </summary>
    public string? Memory { get; init; }

    /// <summary>Gets the number of threads; null where a site does not tell.</summary>
    public required int? Threads { get; init; }

    /// <summary>Gets how clear the degraded face is, 0–1; null where that was not measured.</summary>
    public double? QualityBefore { get; init; }

    /// <summary>Gets how clear the result is, 0–1; null where that was not measured.</summary>
    public double? QualityAfter { get; init; }

    /// <summary>Gets the similarity of the degraded face to the references, −1–1.</summary>
    public required double? IdentityBefore { get; init; }

    /// <summary>Gets the similarity of the result to the references, −1–1.</summary>
    public required double? IdentityAfter { get; init; }

    /// <summary>
    /// Gets how far the result can be trusted by what the run did not use; null where nothing was held back or this machine computed.
    /// </summary>
    public string? Verdict { get; init; }

    /// <summary>Gets the time of the whole run in seconds, loading included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gets the mean time of an iteration in seconds; the first, which loads the models, is left out.</summary>
    public required double SecondsPerIteration { get; init; }

    /// <summary>Gets the largest resident size of the process in bytes.</summary>
    public required long? PeakMemoryBytes { get; init; }

    /// <summary>Gets what was doubtful.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets the iterations.</summary>
    public required IReadOnlyList<IterationRecord> Iterations { get; init; }

    /// <summary>Writes the record as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Format);
}

/// <summary>One reference of a run.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Side">Side of its face square in pixels; null where a site does not tell.</param>
/// <param name="Distance">Descriptor distance to the photo, null where that is too coarse.</param>
/// <param name="Reason">Why it has its place; null where a site does not tell.</param>
internal sealed record ReferenceRecord(string Path, int? Side, double? Distance, string? Reason);

/// <summary>One iteration of a run.</summary>
/// <param name="Index">1-based number.</param>
/// <param name="Stage">The engine's stage; null where a site does not tell.</param>
/// <param name="Total">Weighted sum of the terms.</param>
/// <param name="Identity">Similarity to the references.</param>
/// <param name="Seconds">Time of the iteration; null where a site does not tell.</param>
/// <param name="Terms">The terms by name.</param>
internal sealed record IterationRecord(
    int Index,
    string? Stage,
    double Total,
    double? Identity,
    double? Seconds,
    IReadOnlyDictionary<string, TermRecord> Terms
);

/// <summary>One term of the objective.</summary>
/// <param name="Value">Unweighted; null where a site does not tell.</param>
/// <param name="Weighted">What the total sums.</param>
internal sealed record TermRecord(double? Value, double Weighted);
