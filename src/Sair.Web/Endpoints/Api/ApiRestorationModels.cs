using System.Text.Json;
using System.Text.Json.Nodes;
using Sair.Application.Restorations;
using Sair.Data.Requests;
using Sair.Data.Restorations;

namespace Sair.Web.Endpoints.Api;

/// <summary>An engine; the options with their defaults as they are sent.</summary>
public sealed record ApiEngine(
    string Id,
    string Name,
    string Summary,
    string? Unavailable,
    IReadOnlyList<string> Presets,
    JsonNode Options
);

/// <summary>
/// What is asked for: a face, and a person or reference faces; an engine and a preset or options. Restorations of one batch share
/// an id of the caller's choice. A face that looks like somebody else, or a photo that lies on its side and does, is restored only
/// with <c>evenIfSomebodyElse</c>. The same <c>key</c> of the caller's choice twice makes one restoration, and is refused with another
/// wish. The real size of a photo that was enlarged is <c>auto</c>, <c>use</c>, <c>keep</c> or pixels across the face square; left
/// out, it is what was decided of the face, and else <c>auto</c>.
/// </summary>
public sealed record ApiNewRestoration(
    Guid FaceId,
    Guid? PersonId = null,
    IReadOnlyList<Guid>? ReferenceFaceIds = null,
    string? Engine = null,
    string? Preset = null,
    Dictionary<string, JsonElement>? Options = null,
    int? Priority = null,
    Guid? BatchId = null,
    bool EvenIfSomebodyElse = false,
    string? Key = null,
    string? RealSize = null
);

/// <summary>Where another run goes on from, and the options that differ from the first run's; the rest as for a new restoration.</summary>
public sealed record ApiBranch(
    int Iteration,
    Dictionary<string, JsonElement>? Options = null,
    bool EvenIfSomebodyElse = false,
    string? Key = null
);

/// <summary>How a restoration is repeated; as for a new one.</summary>
public sealed record ApiRepetition(bool EvenIfSomebodyElse = false, string? Key = null);

/// <summary>
/// What changes of a restoration: a rating of 1–5 or 0 to take it back, the blend strength of 0–1, the priority of −1–1, or places
/// in the queue, negative towards the front.
/// </summary>
public sealed record ApiRestorationChange(int? Rating = null, double? BlendStrength = null, int? Priority = null, int? Move = null);

/// <summary>
/// A restoration; the summary says how like the person its result is and how good the picture, both of which must be right for a
/// good one; the doubts name what speaks against it (LikenessLost, NotLike, LooksLikeSomebodyElse, PictureUnclear); the notice says
/// what was unusual about how its result was made, good photos that were deleted before it began for example.
/// </summary>
public sealed record ApiRestoration(
    Guid Id,
    string Status,
    string Engine,
    string? Preset,
    string PhotoName,
    Guid? PersonId,
    Guid? BatchId,
    Guid? ParentId,
    int? BranchIteration,
    DateTime CreatedUtc,
    DateTime? FinishedUtc,
    int Iteration,
    int Iterations,
    int WaitingBefore,
    int Priority,
    string? Failure,
    double? IdentityBefore,
    double? IdentityAfter,
    string? Verdict,
    double? BlendStrength,
    int? Rating,
    string? Notice,
    double? QualityBefore,
    double? QualityAfter,
    string? Summary,
    bool? IsGood,
    IReadOnlyList<string>? Doubts
)
{
    public static ApiRestoration From(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var result = entry.Restoration;
        var summary = ResultSummary.Of(entry);
        return new ApiRestoration(
            entry.RequestId,
            entry.Status.ToString(),
            entry.EngineId,
            entry.Preset,
            entry.PhotoName,
            entry.PersonId,
            entry.BatchId,
            entry.ParentRequestId,
            entry.BranchIteration,
            entry.CreatedUtc,
            entry.FinishedUtc,
            entry.ProgressIndex,
            entry.ProgressTotal,
            entry.WaitingBefore,
            entry.Priority,
            entry.FailureMessage,
            result?.IdentityBefore,
            result?.IdentityAfter,
            result?.Verdict?.ToString(),
            result?.BlendStrength,
            entry.Rating,
            result?.Notice,
            result?.QualityBefore,
            result?.QualityAfter,
            summary?.Sentence,
            summary?.IsGood,
            summary?.Doubts.Select(doubt => doubt.ToString()).ToList()
        );
    }
}

/// <summary>Everything that went into a result, and what speaks for and against it.</summary>
public sealed record ApiRecord(
    string Engine,
    int Seed,
    JsonNode? Options,
    JsonNode? Degradation,
    JsonNode? Models,
    JsonNode? Versions,
    int Side,
    int Iterations,
    bool KeptEarly,
    double Seconds,
    double SecondsPerIteration,
    double? IdentityBefore,
    double? IdentityAfter,
    double? QualityBefore,
    double? QualityAfter,
    string? Verdict,
    JsonNode? Evidence,
    JsonNode? Losses
)
{
    public static ApiRecord From(string engine, string? degradation, Restoration result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new ApiRecord(
            engine,
            result.Seed,
            JsonNode.Parse(result.OptionsJson),
            degradation is null ? null : JsonNode.Parse(degradation),
            JsonNode.Parse(result.ModelHashesJson),
            JsonNode.Parse(result.LibraryVersionsJson),
            result.Side,
            result.Iterations,
            result.KeptEarly,
            result.DurationSeconds,
            result.SecondsPerIteration,
            result.IdentityBefore,
            result.IdentityAfter,
            result.QualityBefore,
            result.QualityAfter,
            result.Verdict?.ToString(),
            result.EvidenceJson is null ? null : JsonNode.Parse(result.EvidenceJson),
            JsonNode.Parse(result.LossCurveJson)
        );
    }
}
