using Sair.Data.Blobs;
using Sair.Data.Restorations;

namespace Sair.Data.Requests;

/// <summary>One line of the history.</summary>
public sealed record HistoryEntry
{
    /// <summary>Gets the id of the request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the stable id of the engine.</summary>
    public required string EngineId { get; init; }

    /// <summary>Gets where the request stands.</summary>
    public required RequestStatus Status { get; init; }

    /// <summary>Gets a value indicating whether it still runs to the end of an iteration and is cancelled then.</summary>
    public bool IsEnding { get; init; }

    /// <summary>Gets a value indicating whether there is a state that a cancelled run can go on from.</summary>
    public bool HasState { get; init; }

    /// <summary>Gets the id of the degraded photo.</summary>
    public Guid PhotoId { get; init; }

    /// <summary>Gets which of the photo's faces it is, from 1.</summary>
    public int FaceNumber { get; init; } = 1;

    /// <summary>Gets how many faces are known on the photo.</summary>
    public int FaceCount { get; init; } = 1;

    /// <summary>Gets the name of the person; null where the references were chosen by hand.</summary>
    public string? PersonName { get; init; }

    /// <summary>Gets when the last attempt began, UTC; null before.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>Gets the file name of the degraded photo.</summary>
    public required string PhotoName { get; init; }

    /// <summary>Gets the small copy of the degraded photo, JPEG.</summary>
    public required BlobId PhotoPreview { get; init; }

    /// <summary>Gets with how many reference faces the user asked.</summary>
    public required int ReferenceCount { get; init; }

    /// <summary>Gets when the user asked, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets when the request ended, UTC; null before.</summary>
    public required DateTime? FinishedUtc { get; init; }

    /// <summary>Gets why the request failed; null unless it did.</summary>
    public required string? FailureMessage { get; init; }

    /// <summary>Gets the last preview of a cancelled run, JPEG; null where there is none.</summary>
    public required BlobId? LastPreviewBlob { get; init; }

    /// <summary>Gets the number of finished iterations.</summary>
    public required int ProgressIndex { get; init; }

    /// <summary>Gets the number of iterations of the run; 0 before the first one.</summary>
    public required int ProgressTotal { get; init; }

    /// <summary>Gets what was known of the face's degradation when the user asked, its real size too, as JSON; null where nothing was.</summary>
    public string? DegradationJson { get; init; }

    /// <summary>Gets the name of the preset; null where the options were set one by one.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets a value indicating whether it was made to learn the person; its photo only shows how far it is.</summary>
    public bool IsLearning => Preset == RestorationRequest.LearningPreset && PersonName is not null;

    /// <summary>Gets what it is called: the photo, or who is learned.</summary>
    public string Title => IsLearning ? $"Learning {PersonName}" : PhotoName;

    /// <summary>Gets the priority; higher runs first.</summary>
    public int Priority { get; init; }

    /// <summary>Gets the id that all requests of one batch share; null for a single request.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Gets the id of the request that this one goes on from; null where it starts anew.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>Gets the iteration of the parent from which this request goes on; null where there is no parent.</summary>
    public int? BranchIteration { get; init; }

    /// <summary>Gets the id of the person; null where the references were chosen by hand.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets what the user thinks of the result, 1–5; null while it was not rated.</summary>
    public int? Rating { get; init; }

    /// <summary>Gets how many requests run before this one; 0 unless it waits.</summary>
    public required int WaitingBefore { get; init; }

    /// <summary>Gets the outcome; null unless the request succeeded.</summary>
    public required Restoration? Restoration { get; init; }
}
