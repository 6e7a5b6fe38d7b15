using Sair.Application.Restorations;
using Sair.Data.Requests;

namespace Sair.Web.Components.News;

/// <summary>One sentence about a restoration, a whole photo or a batch that is over.</summary>
/// <param name="Address">The page that shows it.</param>
/// <param name="Sentence">What became of it.</param>
/// <param name="IsBad">Whether nothing of it was restored.</param>
public sealed record RunNotice(string Address, string Sentence, bool IsBad)
{
    /// <summary>Makes the notice of requests that belong together.</summary>
    /// <param name="entries">One request, or all of a batch.</param>
    /// <returns>Null while one of them still runs, waits or is paused, and where all were cancelled.</returns>
    public static RunNotice? Of(IReadOnlyList<HistoryEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var (done, failed) = (
            entries.Count(entry => entry.Status == RequestStatus.Succeeded),
            entries.Count(entry => entry.Status == RequestStatus.Failed)
        );
        if (entries.Any(entry => QueueList.IsOpen(entry) || entry.IsEnding) || done + failed == 0)
        {
            return null;
        }

        var first = entries[0];
        if (entries.Count == 1)
        {
            return new RunNotice(
                $"/restorations/{first.RequestId}",
                (first.IsLearning, done > 0) switch
                {
                    (true, true) => $"{first.PersonName} is learned.",
                    (true, false) => $"{first.PersonName} could not be learned.",
                    (false, true) => $"{first.PhotoName} is restored.",
                    (false, false) => $"{first.PhotoName} could not be restored.",
                },
                done == 0
            );
        }

        var isOnePhoto = entries.All(entry => entry.PhotoId == first.PhotoId);
        var failures = failed == 0 ? "" : $", {failed} failed";
        return new RunNotice(
            isOnePhoto ? $"/photo/{first.PhotoId}" : $"/batch/{first.BatchId}",
            isOnePhoto
                ? $"{done} of {entries.Count} faces of {first.PhotoName} are restored{failures}."
                : $"{done} of {entries.Count} restorations of your batch are done{failures}.",
            done == 0
        );
    }

    /// <summary>Makes one notice of many that nobody saw.</summary>
    /// <param name="notices">Two or more.</param>
    public static RunNotice OfMany(IReadOnlyCollection<RunNotice> notices)
    {
        ArgumentNullException.ThrowIfNull(notices);
        var failed = notices.Count(notice => notice.IsBad);
        return new RunNotice(
            "/history",
            $"{notices.Count} restorations ended while you were away{(failed == 0 ? "" : $", {failed} of them failed")}.",
            failed == notices.Count
        );
    }
}
