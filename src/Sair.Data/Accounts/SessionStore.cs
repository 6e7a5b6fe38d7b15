using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Accounts;

/// <summary>
/// Begins, finds and ends sessions. One that was ended, whose user is gone, or whose user's password was changed is not found any
/// more.
/// </summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="time">The clock.</param>
public sealed class SessionStore(IDbContextFactory<SairDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan s_usedPrecision = TimeSpan.FromHours(1);

    /// <summary>Begins a session, and forgets those of everybody that were not used for long.</summary>
    /// <param name="user">Who signs in, as read before the password was looked at: a password that is changed meanwhile ends the
    /// session at once.</param>
    /// <param name="longestUnused">How long a session may go unused.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    /// <exception cref="OwnerGoneException">The user was removed meanwhile.</exception>
    public async Task<Guid> BeginAsync(User user, TimeSpan longestUnused, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var now = time.GetUtcNow().UtcDateTime;
        var oldest = now - longestUnused;
        var session = new Session
        {
            UserId = user.Id,
            Stamp = user.SecurityStamp,
            CreatedUtc = now,
            UsedUtc = now,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await context.Users.AnyAsync(candidate => candidate.Id == user.Id, cancellationToken))
        {
            throw new OwnerGoneException();
        }

        await context.Sessions.Where(other => other.UsedUtc < oldest).ExecuteDeleteAsync(cancellationToken);
        context.Add(session);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Finds whose session this is and notes that it was used; null where it does not count any more.</summary>
    public async Task<User?> FindUserAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Open(context)
            .AsNoTracking()
            .Where(open => open.Session.Id == id)
            .Select(open => new { open.User, open.Session.UsedUtc })
            .SingleOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (found is not null && now - found.UsedUtc >= s_usedPrecision)
        {
            await NoteUseAsync(context, id, now, cancellationToken);
        }

        return found?.User;
    }

    /// <summary>Finds which of these sessions still count.</summary>
    public async Task<IReadOnlySet<Guid>> FindOpenAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Open(context).Select(open => open.Session.Id).Where(id => ids.Contains(id)).ToHashSetAsync(cancellationToken);
    }

    /// <summary>Ends a session; where it is over already nothing happens.</summary>
    public async Task EndAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(session => session.Id == id).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<SessionOfUser> Open(SairDbContext context) =>
        from session in context.Sessions
        join user in context.Users on session.UserId equals user.Id
        where session.Stamp == user.SecurityStamp
        select new SessionOfUser { Session = session, User = user };

    // Not worth a refusal: a database that cannot be written to at the moment is still read.
    private static async Task NoteUseAsync(SairDbContext context, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            await context
                .Sessions.Where(session => session.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.UsedUtc, now), cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or StorageException)
        {
            // The next request tries again.
        }
    }

    private sealed class SessionOfUser
    {
        public required Session Session { get; init; }

        public required User User { get; init; }
    }
}

/// <summary>Somebody is signed in on one device; the cookie there names it.</summary>
public sealed class Session
{
    /// <summary>Gets the id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user; it goes with the user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Gets the user's <see cref="User.SecurityStamp"/> at sign-in; the session counts only while it is still the same.</summary>
    public required string Stamp { get; init; }

    /// <summary>Gets when it began, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>Gets or sets when it was last used, UTC, to the hour.</summary>
    public required DateTime UsedUtc { get; set; }
}
