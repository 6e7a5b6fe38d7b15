using Sair.Data.Requests;

namespace Sair.Application.Tests.Fakes;

/// <summary>Lines of history and queue.</summary>
internal static class TestEntries
{
    public static HistoryEntry Entry(string name, RequestStatus status = RequestStatus.Queued, int waitingBefore = 0) =>
        new()
        {
            RequestId = Guid.NewGuid(),
            EngineId = "sair",
            Status = status,
            PhotoName = name,
            PhotoPreview = default,
            ReferenceCount = 1,
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            FinishedUtc = null,
            FailureMessage = null,
            LastPreviewBlob = null,
            ProgressIndex = 0,
            ProgressTotal = 0,
            WaitingBefore = waitingBefore,
            Restoration = null,
        };
}
