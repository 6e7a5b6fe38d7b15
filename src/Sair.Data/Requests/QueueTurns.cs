using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Requests;

/// <summary>
/// The order in which waiting requests run. Users take turns: next is whoever runs least just now, then whoever waited longest since
/// their last start, so that many requests of one user put nobody else back. A user's own requests go by priority, then by place;
/// what has a priority below 0 gives way to everything of everybody.
/// </summary>
public static class QueueTurns
{
    /// <summary>Reads the waiting requests of everybody in the order in which they run.</summary>
    /// <param name="context">The database; its filters are passed over, because everybody's requests share the queue.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The ids, next first; what is running counts as the first rounds of its user.</returns>
    public static Task<IReadOnlyList<Guid>> ReadAsync(SairDbContext context, CancellationToken cancellationToken = default) =>
        ReadAsync(context, null, cancellationToken);

    /// <summary>Counts what runs, and what waits and would run before something that a user asks for now.</summary>
    /// <param name="context">The database; its filters are passed over.</param>
    /// <param name="ownerId">The user.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<int> CountBeforeAsync(SairDbContext context, Guid ownerId, CancellationToken cancellationToken = default)
    {
        var asked = new Waiting(Guid.AllBitsSet, ownerId, Priority: 0, long.MaxValue);
        var turns = await ReadAsync(context, asked, cancellationToken);
        return turns.TakeWhile(id => id != asked.Id).Count()
            + await context.Requests.IgnoreQueryFilters().CountAsync(r => r.Status == RequestStatus.Running, cancellationToken);
    }

    private static async Task<IReadOnlyList<Guid>> ReadAsync(SairDbContext context, Waiting? asked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var all = context.Requests.IgnoreQueryFilters().AsNoTracking();
        var waiting = await all.Where(r => r.Status == RequestStatus.Queued)
            .Select(r => new Waiting(r.Id, r.OwnerId, r.Priority, r.Position))
            .ToListAsync(cancellationToken);
        waiting =
        [
            .. waiting
                .Concat(asked is null ? [] : [asked])
                .OrderByDescending(row => row.Priority)
                .ThenBy(row => row.Position)
                .ThenBy(row => row.Id),
        ];
        var owners = waiting.Select(row => row.OwnerId).Distinct().ToList();
        if (owners.Count < 2)
        {
            return [.. waiting.Select(row => row.Id)];
        }

        var rounds = await all.Where(r => r.Status == RequestStatus.Running && owners.Contains(r.OwnerId))
            .GroupBy(r => r.OwnerId)
            .Select(own => new { Owner = own.Key, Count = own.Count() })
            .ToDictionaryAsync(own => own.Owner, own => own.Count, cancellationToken);
        var starts = await all.Where(r => r.StartedUtc != null && owners.Contains(r.OwnerId))
            .GroupBy(r => r.OwnerId)
            .Select(own => new { Owner = own.Key, Last = own.Max(r => r.StartedUtc) })
            .ToDictionaryAsync(own => own.Owner, own => own.Last, cancellationToken);
        var seats = waiting.Select(row =>
        {
            var round = rounds.GetValueOrDefault(row.OwnerId);
            rounds[row.OwnerId] = round + 1;
            return (GivesWay: row.Priority < 0, Round: round, LastStart: starts.GetValueOrDefault(row.OwnerId), row.Position, row.Id);
        });
        return [.. seats.Order().Select(seat => seat.Id)];
    }

    private sealed record Waiting(Guid Id, Guid OwnerId, int Priority, long Position);
}
