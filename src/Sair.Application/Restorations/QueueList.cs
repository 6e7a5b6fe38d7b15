using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>
/// The rows of the queue as they are shown: what left the queue keeps its place for a while, so that nothing slides under a
/// pointer.
/// </summary>
public sealed class QueueList
{
    /// <summary>How long a row stays after it left the queue.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays at most while a pointer is over a list in which something else could be hit.</summary>
    public static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, DateTimeOffset> _left = [];
    private List<HistoryEntry> _rows = [];

    /// <summary>The rows in their order.</summary>
    public IReadOnlyList<HistoryEntry> Rows => _rows;

    /// <summary>The rows that are still in the queue.</summary>
    public IEnumerable<HistoryEntry> Open => _rows.Where(row => IsOpen(row));

    /// <summary>Whether a row still waits, runs or is paused, and is not cancelled.</summary>
    public static bool IsOpen(HistoryEntry row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return !row.IsEnding && row.Status is RequestStatus.Queued or RequestStatus.Running or RequestStatus.Paused;
    }

    /// <summary>The shown rows that are not in the queue any more, whose end is to be read.</summary>
    /// <param name="open">What is in the queue.</param>
    public IReadOnlyList<Guid> Missing(IReadOnlyList<HistoryEntry> open) =>
        [.. _rows.Select(row => row.RequestId).Where(id => open.All(entry => entry.RequestId != id))];

    /// <summary>Takes the queue over.</summary>
    /// <param name="open">What is in the queue, in its order.</param>
    /// <param name="ended">The rows that were shown and left it, as they are now; those that were deleted are not among them.</param>
    /// <param name="now">The time.</param>
    /// <param name="isPointedAt">Whether a pointer is over the list: then rows stay longer.</param>
    public void Update(IReadOnlyList<HistoryEntry> open, IReadOnlyList<HistoryEntry> ended, DateTimeOffset now, bool isPointedAt)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(ended);
        var rows = open.ToList();
        var stay = isPointedAt && open.Count > 0 ? LongestStay : Stay;
        foreach (var (place, row) in _rows.Index())
        {
            if (ended.FirstOrDefault(entry => entry.RequestId == row.RequestId) is not { } end)
            {
                continue;
            }

            var since = _left.TryGetValue(row.RequestId, out var left) ? left : _left[row.RequestId] = now;
            if (now - since < stay)
            {
                rows.Insert(Math.Min(place, rows.Count), end);
            }
        }

        foreach (
            var gone in _left
                .Keys.Where(id => open.Any(entry => entry.RequestId == id && !entry.IsEnding) || rows.All(row => row.RequestId != id))
                .ToList()
        )
        {
            _left.Remove(gone);
        }

        _rows = rows;
    }
}
