using Sair.Data.Requests;
using Sair.Web.Accounts;
using Sair.Web.Components.Queue;
using Sair.Worker.Previews;

namespace Sair.Web.Components.News;

/// <summary>What a visitor is told of the own restorations on whatever page: how many are open, how far one is, and which ended.</summary>
/// <param name="queries">Reads the owner's requests.</param>
/// <param name="owner">Whose requests.</param>
/// <param name="broker">Knows the running ones.</param>
public sealed class RunNews(HistoryQueries queries, CurrentOwner owner, PreviewBroker broker)
{
    /// <summary>The most notices that are shown; older ones are in the history.</summary>
    public const int Most = 3;

    private readonly List<RunNotice> _notices = [];
    private HashSet<Guid> _open = [];

    /// <summary>Called when something of this is new.</summary>
    public event Action? Changed;

    /// <summary>The notices that were not dismissed yet, oldest first.</summary>
    public IReadOnlyList<RunNotice> Notices => _notices;

    /// <summary>How many restorations run or wait.</summary>
    public int Open { get; private set; }

    /// <summary>How far the running one is, 0–100; null where none runs or it is not known.</summary>
    public int? Percent { get; private set; }

    /// <summary>Reads anew and notes what ended.</summary>
    /// <param name="ended">Requests that were announced as over, also of other owners.</param>
    /// <param name="path">The path of the page that is shown: what it shows itself needs no notice.</param>
    /// <returns>What ended since, shown or not.</returns>
    public async Task<IReadOnlyList<RunNotice>> RefreshAsync(IReadOnlyCollection<Guid> ended, string path)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var open = (await queries.ListOpenAsync(owner.Id)).Where(QueueList.IsOpen).ToList();
        var gone = _open.Except(open.Select(entry => entry.RequestId)).Union(ended).ToList();
        _open = [.. open.Select(entry => entry.RequestId)];
        var news = new List<RunNotice>();
        foreach (var group in (gone.Count == 0 ? [] : await queries.ListAsync(owner.Id, gone)).Where(IsNews).GroupBy(entry => entry.BatchId ?? entry.RequestId))
        {
            var all = group.First().BatchId is { } batch ? await queries.ListBatchAsync(owner.Id, batch) : [.. group];
            if (RunNotice.Of(all) is { } notice)
            {
                news.Add(notice);
            }
        }

        _notices.RemoveAll(notice => notice.Address == path || news.Exists(newer => newer.Address == notice.Address));
        _notices.AddRange(news.Where(notice => notice.Address != path));
        _notices.RemoveRange(0, Math.Max(0, _notices.Count - Most));
        Open = open.Count(entry => entry.Status != RequestStatus.Paused);
        Percent = open.Where(entry => entry.Status == RequestStatus.Running)
            .Select(entry => broker.FindLatest(entry.RequestId)).FirstOrDefault(latest => latest is { Total: > 0 }) is { } latest ? 100 * latest.Index / latest.Total : null;
        Changed?.Invoke();
        return news;
    }

    public void Dismiss(RunNotice notice)
    {
        _notices.Remove(notice);
        Changed?.Invoke();
    }

    private static bool IsNews(HistoryEntry entry) => entry.Status is RequestStatus.Succeeded or RequestStatus.Failed;
}
