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

    /// <summary>Gets the file name of the degraded photo.</summary>
    public required string PhotoName { get; init; }

    /// <summary>Gets the small copy of the degraded photo, JPEG.</summary>
    public required BlobId PhotoPreview { get; init; }

    /// <summary>Gets the number of reference faces.</summary>
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

    /// <summary>Gets how many requests run before this one; 0 unless it waits.</summary>
    public required int WaitingBefore { get; init; }

    /// <summary>Gets the outcome; null unless the request succeeded.</summary>
    public required Restoration? Restoration { get; init; }
}
