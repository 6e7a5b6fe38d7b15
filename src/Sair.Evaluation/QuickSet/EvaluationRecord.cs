using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sair.Evaluation.QuickSet;

/// <summary>Everything about an evaluation, as <c>--json</c> writes it.</summary>
internal sealed record EvaluationRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Gets the version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Gets the number of threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Gets the device.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the SHA-256 of each file of the face pack.</summary>
    public required IReadOnlyDictionary<string, string> ModelHashes { get; init; }

    /// <summary>Gets the side of the generator's pictures in pixels.</summary>
    public required int GeneratorSide { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the seed of noise and search.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets the options of the search.</summary>
    public required object Options { get; init; }

    /// <summary>Gets the judge's name; null where there is none.</summary>
    public required string? Judge { get; init; }

    /// <summary>Gets the rows.</summary>
    public required IReadOnlyList<MethodRecord> Methods { get; init; }

    /// <summary>Writes the record as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Format);
}

/// <summary>One row: means, and the measures of each face.</summary>
internal sealed record MethodRecord(
    string Name,
    double? JudgeSimilarity,
    int? BetterThanBicubic,
    double? JudgeSimilarityToWrongReference,
    double RecogniserDistance,
    double? FrechetDistance,
    double? JudgeFrechetDistance,
    double PeakSignalToNoiseRatio,
    double StructuralSimilarity,
    double Quality,
    double? Brisque,
    double Seconds,
    IReadOnlyList<FaceRecord> Faces)
{
    /// <summary>Makes the record of a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="looks">How its pictures look.</param>
    /// <param name="bicubic">The row that it is counted against.</param>
    public static MethodRecord Of(MethodReport report, RowLooks looks, MethodReport bicubic) => new(
        report.Name,
        report.JudgeSimilarity,
        report.CountImproved(bicubic),
        report.JudgeSimilarityToWrongReference,
        report.RecogniserDistance,
        report.FrechetDistance,
        report.JudgeFrechetDistance,
        report.PeakSignalToNoiseRatio,
        report.StructuralSimilarity,
        looks.Quality,
        looks.Brisque,
        report.Seconds,
        [.. report.Faces.Select((face, i) => new FaceRecord(
            face.Person, face.JudgeSimilarity, face.RecogniserDistance, face.PeakSignalToNoiseRatio, face.StructuralSimilarity, looks.Qualities[i], looks.Naturalness?[i], face.Seconds))]);
}

/// <summary>The measures of one face.</summary>
internal sealed record FaceRecord(
    string Person, double? JudgeSimilarity, double RecogniserDistance, double PeakSignalToNoiseRatio, double StructuralSimilarity, double Quality, double? Brisque, double Seconds);
