using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Requests;
using Sair.Web.Accounts;
using Sair.Worker.Previews;

namespace Sair.Web.Components.News;

/// <summary>What a visitor is told of the own restorations on whatever page: how many are open, how far one is, and which ended.</summary>
/// <param name="queries">Reads the owner's requests.</param>
/// <param name="requests">Notes of which the owner was told.</param>
/// <param name="owner">Whose requests.</param>
/// <param name="broker">Knows the running ones.</param>
public sealed class RunNews(HistoryQueries queries, RequestStore requests, CurrentOwner owner, PreviewBroker broker)
{
    /// <summary>The most notices that are shown; older ones are in the history.</summary>
    public const int Most = 3;

    private readonly List<RunNotice> _notices = [];
    private Dictionary<Guid, (RequestStatus Status, int WaitingBefore)> _open = [];
    private bool _isBegun;

    /// <summary>Called when something of this is new, and with every step of a run.</summary>
    public event Action? Changed;

    /// <summary>The notices that were not dismissed yet, oldest first.</summary>
    public IReadOnlyList<RunNotice> Notices => _notices;

    /// <summary>How many restorations run or wait.</summary>
    public int Open { get; private set; }

    /// <summary>How far the running one is, 0–100; null where none runs or it is not known.</summary>
    public int? Percent { get; private set; }

    /// <summary>
    /// How often a restoration began to wait, moved in the queue, began to run, or ended: who shows them reads anew when this is
    /// another number.
    /// </summary>
    public int Moves { get; private set; }

    /// <summary>Reads anew and notes what ended; the first time also what ended while no page was open.</summary>
    /// <param name="ended">Requests that were announced as over, also of other owners.</param>
    /// <param name="path">The path of the page that is shown: what it shows itself needs no notice.</param>
    /// <returns>What ended since, shown or not.</returns>
    public async Task<IReadOnlyList<RunNotice>> RefreshAsync(IReadOnlyCollection<Guid> ended, string path)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var open = (await queries.ListOpenAsync(owner.Id)).Where(QueueList.IsOpen).ToDictionary(entry => entry.RequestId);
        var now = open.ToDictionary(entry => entry.Key, entry => (entry.Value.Status, entry.Value.WaitingBefore));
        var gone = _open.Keys.Except(now.Keys).Union(ended).ToList();
        var missed = _isBegun ? [] : await queries.ListNewsAsync(owner.Id);
        var (live, told) = await ReadAsync(gone);
        var (news, alsoTold) = await ReadAsync([.. missed.Except(told)]);
        if (news.Count > Most)
        {
            news = [RunNotice.OfMany(news)];
        }

        news.AddRange(live);
        Moves +=
            gone.Count > 0
            || now.Count != _open.Count
            || now.Any(entry => !_open.TryGetValue(entry.Key, out var before) || before != entry.Value)
                ? 1
                : 0;
        (_open, _isBegun) = (now, true);
        _notices.RemoveAll(notice => notice.Address == path || news.Exists(newer => newer.Address == notice.Address));
        _notices.AddRange(news.Where(notice => notice.Address != path));
        _notices.RemoveRange(0, Math.Max(0, _notices.Count - Most));
        Open = open.Values.Count(entry => entry.Status != RequestStatus.Paused);
        Percent = open
            .Values.Where(entry => entry.Status == RequestStatus.Running)
            .Select(entry => broker.FindLatest(entry.RequestId))
            .FirstOrDefault(latest => latest is { Total: > 0 })
            is { } latest
            ? 100 * latest.Index / latest.Total
            : null;
        Changed?.Invoke();
        await NoteAsync([.. told, .. alsoTold]);
        return news;
    }

    public void Dismiss(RunNotice notice)
    {
        _notices.Remove(notice);
        Changed?.Invoke();
    }

    private static bool IsNews(HistoryEntry entry) => entry.Status is RequestStatus.Succeeded or RequestStatus.Failed;

    // Of a batch that is not over nothing is told, and it stays news.
    private async Task<(List<RunNotice> Notices, List<Guid> Told)> ReadAsync(IReadOnlyList<Guid> ids)
    {
        var notices = new List<RunNotice>();
        var told = new List<Guid>();
        foreach (
            var group in (ids.Count == 0 ? [] : await queries.ListAsync(owner.Id, ids))
                .Where(IsNews)
                .GroupBy(entry => entry.BatchId ?? entry.RequestId)
        )
        {
            var all = group.First().BatchId is { } batch ? await queries.ListBatchAsync(owner.Id, batch) : [.. group];
            if (RunNotice.Of(all) is { } notice)
            {
                notices.Add(notice);
                told.AddRange(all.Concat(group).Select(entry => entry.RequestId));
            }
        }

        return (notices, told);
    }

    // Where it cannot be noted it is told again by the next page.
    private async Task NoteAsync(IReadOnlyCollection<Guid> told)
    {
        try
        {
            if (told.Count > 0)
            {
                await requests.SetToldAsync(owner.Id, told);
            }
        }
        catch (StorageException)
        {
            return;
        }
    }
}
