using System.Text.Json.Nodes;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;

namespace Sair.Web.Endpoints.Api;

/// <summary>A person.</summary>
public sealed record ApiPerson(Guid Id, string Name, int Photos, int Restorations)
{
    public static ApiPerson From(PersonSummary person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new ApiPerson(person.Id, person.Name, person.PhotoCount, person.RequestCount);
    }
}

/// <summary>The name of a new person.</summary>
public sealed record ApiNewPerson(string Name);

/// <summary>A face of a photo; the box is in pixels of the upright photo.</summary>
public sealed record ApiFace(Guid Id, double X, double Y, double Width, double Height, double Score)
{
    public static ApiFace From(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new ApiFace(face.Id, face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight, face.Score);
    }
}

/// <summary>A photo with its faces, largest first.</summary>
public sealed record ApiPhoto(Guid Id, int Width, int Height, IReadOnlyList<ApiFace> Faces);

/// <summary>An engine; the options with their defaults as they are sent.</summary>
public sealed record ApiEngine(string Id, string Name, string Summary, string? Unavailable, IReadOnlyList<string> Presets, JsonNode Options);

/// <summary>What is asked for: a face, and a person or reference faces; an engine and a preset or options.</summary>
public sealed record ApiNewRestoration(Guid FaceId, Guid? PersonId, IReadOnlyList<Guid>? ReferenceFaceIds, string? Engine, string? Preset, JsonObject? Options, int? Priority = null);

/// <summary>The id of what was made.</summary>
public sealed record ApiCreated(Guid Id);

/// <summary>A restoration.</summary>
public sealed record ApiRestoration(
    Guid Id, string Status, string Engine, string? Preset, DateTime CreatedUtc, DateTime? FinishedUtc, int Iteration, int Iterations, int WaitingBefore,
    string? Failure, double? IdentityBefore, double? IdentityAfter, string? Verdict, int? Rating)
{
    public static ApiRestoration From(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ApiRestoration(
            entry.RequestId, entry.Status.ToString(), entry.EngineId, entry.Preset, entry.CreatedUtc, entry.FinishedUtc, entry.ProgressIndex, entry.ProgressTotal,
            entry.WaitingBefore, entry.FailureMessage, entry.Restoration?.IdentityBefore, entry.Restoration?.IdentityAfter, entry.Restoration?.Verdict?.ToString(), entry.Rating);
    }
}
