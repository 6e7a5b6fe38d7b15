using System.Text.Json;
using Sair.Data.Restorations;

namespace Sair.Application.Evidence;

/// <summary>Figures about a result that the run did not use.</summary>
public sealed record ResultEvidence
{
    /// <summary>Gets how many album photos were held back and compared.</summary>
    public int HeldBackPhotos { get; init; }

    /// <summary>Gets the median descriptor distance of the result to the photos held back; null without any.</summary>
    public double? Distance { get; init; }

    /// <summary>Gets the same of the face as it was; null where it is too coarse to compare.</summary>
    public double? DistanceBefore { get; init; }

    /// <summary>Gets the median distance between the album's own photos, the yardstick; null below two.</summary>
    public double? Spread { get; init; }

    /// <summary>
    /// Gets the mean shift of the 68 landmarks against the photo's, in eye distances; null where the photo is too coarse.
    /// </summary>
    public double? LandmarkShift { get; init; }

    /// <summary>Gets the root mean square difference between the degraded result and the photo, in 8-bit levels.</summary>
    public double? Inconsistency { get; init; }

    /// <summary>Gets the judgement.</summary>
    public Verdict Verdict => Judgement.Of(this);

    /// <summary>Writes the figures as they are stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads stored figures.</summary>
    /// <exception cref="JsonException">The text holds no figures.</exception>
    public static ResultEvidence Parse(string json) =>
        JsonSerializer.Deserialize<ResultEvidence>(json, JsonSerializerOptions.Web) ?? throw new JsonException("Evidence is an object.");
}
