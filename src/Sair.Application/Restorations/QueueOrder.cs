using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>
/// Changes the order of waiting requests; a user's requests exchange places among themselves only, so that nobody else is put back.
/// </summary>
/// <param name="contexts">Opens the database.</param>
public sealed class QueueOrder(IDbContextFactory<SairDbContext> contexts)
{
    /// <summary>The lowest priority.</summary>
    public const int Lowest = -1;

    /// <summary>The highest priority.</summary>
    public const int Highest = 1;

    /// <summary>What is said of a priority that there is not.</summary>
    public static string PrioritySentence => $"The priority is {Lowest} to {Highest}.";

    /// <summary>Moves a waiting request among the owner's waiting requests.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="places">How many places; negative moves it to the front. More than there are moves it to the end.</param>
    /// <param name="cancellationToken">Ends the call; nothing is changed then.</param>
    /// <returns>False where the request does not wait or cannot move further.</returns>
    public async Task<bool> MoveAsync(Guid ownerId, Guid requestId, int places, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var waiting = await context
            .Requests.Where(r => r.Status == RequestStatus.Queued)
            .OrderByDescending(r => r.Priority)
            .ThenBy(r => r.Position)
            .ThenBy(r => r.Id)
            .ToListAsync(cancellationToken);
        var from = waiting.FindIndex(r => r.Id == requestId);
        var to = from < 0 ? from : (int)Math.Clamp((long)from + places, 0, waiting.Count - 1);
        if (from == to)
        {
            return false;
        }

        var slots = waiting.Select(r => (r.Priority, r.Position)).ToList();
        var moved = waiting[from];
        waiting.RemoveAt(from);
        waiting.Insert(to, moved);
        foreach (var (request, slot) in waiting.Zip(slots))
        {
            (request.Priority, request.Position) = slot;
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes the priority of a waiting or paused request.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="priority">−1 (low) to 1 (high).</param>
    /// <param name="cancellationToken">Ends the call; nothing is changed then.</param>
    /// <returns>False where the request does not wait.</returns>
    public async Task<bool> SetPriorityAsync(Guid ownerId, Guid requestId, int priority, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, Lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, Highest);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .Requests.Where(r => r.Id == requestId && (r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused))
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Priority, priority), cancellationToken) > 0;
    }
}
