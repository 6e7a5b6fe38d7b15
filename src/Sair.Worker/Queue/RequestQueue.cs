using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Requests;

namespace Sair.Worker.Queue;

/// <summary>The queue of requests: rows of the database, claimed with a lease.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="options">Host name, lease and attempts.</param>
/// <param name="time">The clock of leases.</param>
public sealed class RequestQueue(IDbContextFactory<SairDbContext> contexts, WorkerOptions options, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Puts back what this host was running when its process ended; called once at start.</summary>
    /// <returns>How many requests wait again.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Requests.Where(r => r.Status == RequestStatus.Running && r.LeaseOwner == options.Host)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Queued)
                        .SetProperty(r => r.LeaseOwner, (string?)null)
                        .SetProperty(r => r.LeaseExpiresUtc, (DateTime?)null),
                cancellationToken
            );
    }

    /// <summary>
    /// Takes the next request for this host, if there is one, by <see cref="QueueTurns"/>, in one transaction that no other claimer
    /// can interleave with.
    /// </summary>
    /// <returns>The request, now running, or null.</returns>
    /// <remarks>
    /// A lease of this host never expires for itself: what it runs is in this process, which has the data directory to itself, and
    /// the clock may have jumped, after a sleep for example.
    /// </remarks>
    public async Task<RestorationRequest?> ClaimAsync(CancellationToken cancellationToken = default)
    {
        var now = Now;
        var expires = now + options.Lease;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await CloseHopelessAsync(context, now, cancellationToken);
        var next = (await QueueTurns.ReadAsync(context, cancellationToken)).Cast<Guid?>().FirstOrDefault();
        var claimed = await context
            .Requests.FromSql(
                $"""
                UPDATE "Requests"
                SET "Status" = 'Running', "LeaseOwner" = {options.Host}, "LeaseExpiresUtc" = {expires}, "StartedUtc" = {now},
                    "Attempts" = "Attempts" + 1, "KeepRequested" = 0, "PauseRequested" = 0, "ProgressIndex" = 0, "ProgressTotal" = 0
                WHERE "Id" = {next}
                RETURNING *
                """
            )
            .IgnoreQueryFilters()
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Prolongs the lease and notes the progress.</summary>
    internal async Task<LeaseState> RenewAsync(Guid requestId, int index, int total, CancellationToken cancellationToken)
    {
        var expires = Now + options.Lease;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var held = await Held(context, requestId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.LeaseExpiresUtc, expires)
                        .SetProperty(r => r.ProgressIndex, index)
                        .SetProperty(r => r.ProgressTotal, total),
                cancellationToken
            );
        if (held == 0)
        {
            return LeaseState.Lost;
        }

        var flags = await context
            .Requests.Where(r => r.Id == requestId)
            .Select(r => new
            {
                IsUnwanted = r.CancelRequested || r.DeletedUtc != null,
                r.KeepRequested,
                r.PauseRequested,
            })
            .SingleOrDefaultAsync(cancellationToken);
        return flags switch
        {
            null => LeaseState.Lost,
            { IsUnwanted: true } => LeaseState.CancelRequested,
            { KeepRequested: true } => LeaseState.KeepRequested,
            { PauseRequested: true } => LeaseState.PauseRequested,
            _ => LeaseState.Held,
        };
    }

    /// <summary>Puts a request back because this host stops in good order; the attempt does not count.</summary>
    internal async Task ReleaseAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Held(context, requestId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Queued)
                        .SetProperty(r => r.Attempts, r => r.Attempts - 1)
                        .SetProperty(r => r.LeaseOwner, (string?)null)
                        .SetProperty(r => r.LeaseExpiresUtc, (DateTime?)null),
                cancellationToken
            );
    }

    /// <summary>Selects a request as long as this host holds its lease.</summary>
    internal IQueryable<RestorationRequest> Held(SairDbContext context, Guid requestId) =>
        context.Requests.Where(r => r.Id == requestId && r.Status == RequestStatus.Running && r.LeaseOwner == options.Host);

    // Rows nobody runs any more: cancelled ones end, those that took the process down too often fail, and the others wait again.
    private async Task CloseHopelessAsync(SairDbContext context, DateTime now, CancellationToken cancellationToken)
    {
        var abandoned = context.Requests.Where(r =>
            r.Status == RequestStatus.Queued
            || (r.Status == RequestStatus.Running && r.LeaseExpiresUtc < now && r.LeaseOwner != options.Host)
        );
        await abandoned
            .Where(RestorationRequest.IsUnwanted)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Cancelled)
                        .SetProperty(r => r.FinishedUtc, now)
                        .SetProperty(r => r.LeaseOwner, (string?)null),
                cancellationToken
            );
        var message =
            $"The program ended {options.MaximumAttempts} times during this restoration: look into the log for the cause, then try "
            + "again with a smaller photo or other options.";
        await abandoned
            .Where(r => r.Attempts >= options.MaximumAttempts)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Failed)
                        .SetProperty(r => r.FinishedUtc, now)
                        .SetProperty(r => r.LeaseOwner, (string?)null)
                        .SetProperty(r => r.FailureMessage, message)
                        .SetProperty(r => r.IsNews, true),
                cancellationToken
            );
        await abandoned
            .Where(r => r.Status == RequestStatus.Running)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.Status, RequestStatus.Queued)
                        .SetProperty(r => r.LeaseOwner, (string?)null)
                        .SetProperty(r => r.LeaseExpiresUtc, (DateTime?)null),
                cancellationToken
            );
    }
}

/// <summary>What the database says about a run when its lease is renewed.</summary>
internal enum LeaseState
{
    /// <summary>The run goes on.</summary>
    Held,

    /// <summary>The request is gone or another host has it: the outcome would be refused.</summary>
    Lost,

    /// <summary>The user asked to cancel.</summary>
    CancelRequested,

    /// <summary>The user asked to set the run aside.</summary>
    PauseRequested,

    /// <summary>The user asked to stop and keep.</summary>
    KeepRequested,
}
