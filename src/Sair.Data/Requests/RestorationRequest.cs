using System.Linq.Expressions;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Restorations;

namespace Sair.Data.Requests;

/// <summary>The wish to restore one face; a row of the queue and of the history.</summary>
public sealed class RestorationRequest : IOwned
{
    /// <summary>The most characters of <see cref="SubmissionKey"/>.</summary>
    public const int LongestKey = 100;

    /// <summary>The <see cref="Preset"/> of requests that were made to learn a person; the photo only shows how far it is.</summary>
    public const string LearningPreset = "Learning";

    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user who asked.</summary>
    public Guid OwnerId { get; init; } = Owners.Local;

    /// <summary>Gets the id of the person that the face shows; null where the references were chosen by hand.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the id of the degraded photo.</summary>
    public required Guid PhotoId { get; init; }

    /// <summary>Gets the degraded photo; null unless it was loaded too.</summary>
    public Photo? Photo { get; init; }

    /// <summary>Gets the id of the face to restore, one of the photo's faces.</summary>
    public required Guid FaceId { get; init; }

    /// <summary>Gets the face to restore; null unless it was loaded too.</summary>
    public Face? Face { get; init; }

    /// <summary>Gets the reference faces; their order is <see cref="RequestReference.Position"/>.</summary>
    public List<RequestReference> References { get; } = [];

    /// <summary>
    /// Gets with how many reference faces the user asked; some may be deleted since. Null in requests of before this was noted.
    /// </summary>
    public int? ReferencesAsked { get; init; }

    /// <summary>Gets what was painted over the face when the user asked, PNG; null where nothing was.</summary>
    public BlobId? MarksBlob { get; init; }

    /// <summary>Gets what the user knew of the degradation, as JSON; null left it to be estimated.</summary>
    public string? DegradationJson { get; init; }

    /// <summary>Gets the stable id of the engine.</summary>
    public required string EngineId { get; init; }

    /// <summary>Gets the engine's options as JSON.</summary>
    public required string OptionsJson { get; init; }

    /// <summary>Gets the version of the options' layout, from 1.</summary>
    public int OptionsVersion { get; init; } = 1;

    /// <summary>
    /// Gets a value indicating whether the user said that the face is meant although it looks like somebody else than the good
    /// photos.
    /// </summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>Gets what was the same each time this wish arrived; null where nothing was said. An owner has each key once.</summary>
    public string? SubmissionKey { get; init; }

    /// <summary>Gets what tells requests that must not go on: cancelled or deleted by the user.</summary>
    public static Expression<Func<RestorationRequest, bool>> IsUnwanted { get; } =
        request => request.CancelRequested || request.DeletedUtc != null;

    /// <summary>Gets or sets where the request stands.</summary>
    public RequestStatus Status { get; set; }

    /// <summary>Gets or sets the priority; higher runs first, default 0.</summary>
    public int Priority { get; set; }

    /// <summary>
    /// Gets or sets the place among requests of equal priority, lowest first; the creation time in ticks unless the user reorders.
    /// </summary>
    public required long Position { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the user asked to cancel; a deletion, which cancels too, leaves it as it is.
    /// </summary>
    public bool CancelRequested { get; set; }

    /// <summary>Gets or sets a value indicating whether the user asked to stop and keep what there is.</summary>
    public bool KeepRequested { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the user asked to set the run aside, or whether what was cancelled was paused
    /// before.
    /// </summary>
    public bool PauseRequested { get; set; }

    /// <summary>Gets or sets the engine's state that the next run goes on from; null to start anew.</summary>
    public BlobId? ResumeStateBlob { get; set; }

    /// <summary>
    /// Gets or sets the loss terms of the iterations before the pause, as <see cref="LossCurve"/> JSON; null where there are none.
    /// </summary>
    public string? EarlierCurveJson { get; set; }

    /// <summary>Gets or sets for how long the request ran before its pauses, in seconds.</summary>
    public double EarlierSeconds { get; set; }

    /// <summary>Gets the id of the request that this one goes on from; null where it starts anew.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>Gets the iteration of the parent from which this request goes on; null where there is no parent.</summary>
    public int? BranchIteration { get; init; }

    /// <summary>Gets the id that all requests of one batch share; null for a single request.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Gets the name of the preset that the options came from; null where they were set one by one.</summary>
    public string? Preset { get; init; }

    /// <summary>Gets or sets what the user thinks of the result, 1–5; null while it was not rated.</summary>
    public int? Rating { get; set; }

    /// <summary>
    /// Gets or sets when the request was deleted, UTC; null while it is there. Until it is purged the deletion can be undone.
    /// </summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Gets or sets how often the request was started.</summary>
    public int Attempts { get; set; }

    /// <summary>Gets or sets the host that runs the request; null while none does.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Gets or sets when the lease ends unless renewed, UTC.</summary>
    public DateTime? LeaseExpiresUtc { get; set; }

    /// <summary>Gets when the user asked, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when the last attempt began, UTC.</summary>
    public DateTime? StartedUtc { get; set; }

    /// <summary>Gets or sets when the request ended, UTC.</summary>
    public DateTime? FinishedUtc { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the request ended, with a result or without, and its user was not told yet.
    /// </summary>
    public bool IsNews { get; set; }

    /// <summary>Gets or sets why the request failed: one sentence for the user.</summary>
    public string? FailureMessage { get; set; }

    /// <summary>Gets or sets the number of finished iterations at the last renewal of the lease.</summary>
    public int ProgressIndex { get; set; }

    /// <summary>Gets or sets the number of iterations of the run; 0 before the first one.</summary>
    public int ProgressTotal { get; set; }

    /// <summary>Gets or sets the last preview of a run that was cancelled, JPEG.</summary>
    public BlobId? LastPreviewBlob { get; set; }

    /// <summary>Gets or sets the outcome; null unless the request succeeded and it was loaded too.</summary>
    public Restoration? Restoration { get; set; }
}

/// <summary>One reference face of a request.</summary>
public sealed class RequestReference
{
    /// <summary>Gets the id of the request.</summary>
    public Guid RequestId { get; init; }

    /// <summary>Gets the 0-based place, best reference first.</summary>
    public required int Position { get; init; }

    /// <summary>Gets the id of the reference face.</summary>
    public required Guid FaceId { get; init; }

    /// <summary>Gets the reference face; null unless it was loaded too.</summary>
    public Face? Face { get; init; }
}

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Was set aside by the user; goes on where it stopped when the user says so.</summary>
    Paused,

    /// <summary>Runs on the host that holds the lease.</summary>
    Running,

    /// <summary>Has a restoration, complete or kept early.</summary>
    Succeeded,

    /// <summary>Was cancelled by the user.</summary>
    Cancelled,

    /// <summary>Failed; the request says why.</summary>
    Failed,
}
