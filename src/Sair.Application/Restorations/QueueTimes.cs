using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>Tells from the running restoration and from earlier ones how long the rows of a queue still take.</summary>
/// <param name="times">Earlier restorations.</param>
/// <param name="running">The running ones.</param>
/// <param name="time">The clock.</param>
public sealed class QueueTimes(RunTimes times, IRunningRequests running, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (RunTime? Time, DateTimeOffset Read)> _engines = [];

    /// <summary>How far a run is, as its newest announcement has it.</summary>
    public static HistoryEntry Newest(HistoryEntry entry, IRunningRequests running)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(running);
        return entry.Status == RequestStatus.Running && running.FindProgress(entry.RequestId) is { } progress
            ? entry with
            {
                ProgressIndex = progress.Index,
                ProgressTotal = progress.Total,
            }
            : entry;
    }

    /// <summary>Reads the rows' progress and times.</summary>
    /// <param name="rows">The owner's queue in its order.</param>
    /// <returns>For each row, where that is known: for a running one the time that is left, for a waiting one the time until it
    /// begins.</returns>
    public async Task<IReadOnlyDictionary<Guid, TimeSpan>> ReadAsync(IReadOnlyList<HistoryEntry> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var left = new Dictionary<Guid, TimeSpan>();
        TimeSpan? sum = TimeSpan.Zero;
        var before = 0;
        foreach (var row in rows.Where(QueueList.IsOpen))
        {
            if (row.Status == RequestStatus.Running)
            {
                var rest = await LeftAsync(Newest(row, running));
                sum =
                    rest is null ? null
                    : sum is { } soFar && soFar > rest ? soFar
                    : rest;
                Note(row, rest);
            }
            else if (row.Status == RequestStatus.Queued)
            {
                // Of other people's requests nothing is known.
                Note(row, row.WaitingBefore == before ? sum : null);
                before++;
                sum += (await FindAsync(row.EngineId))?.Estimate(null);
            }
        }

        return left;

        void Note(HistoryEntry row, TimeSpan? duration)
        {
            if (duration is { } known && known > TimeSpan.Zero)
            {
                left[row.RequestId] = known;
            }
        }
    }

    private async Task<TimeSpan?> LeftAsync(HistoryEntry row)
    {
        var elapsed = row.StartedUtc is { } started ? time.GetUtcNow().UtcDateTime - started : TimeSpan.Zero;
        return row.ProgressIndex > 0 && elapsed > TimeSpan.Zero
            ? elapsed / row.ProgressIndex * (row.ProgressTotal - row.ProgressIndex)
            : (await FindAsync(row.EngineId))?.Estimate(null);
    }

    private async Task<RunTime?> FindAsync(string engineId)
    {
        var now = time.GetUtcNow();
        if (!_engines.TryGetValue(engineId, out var known) || now - known.Read > s_kept)
        {
            _engines[engineId] = known = (await times.FindAsync(engineId), now);
        }

        return known.Time;
    }
}
