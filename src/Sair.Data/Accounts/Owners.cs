using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Accounts;

/// <summary>Whom photos, people and requests belong to.</summary>
public static class Owners
{
    /// <summary>The owner of everything where nobody signs in: the one user of this machine.</summary>
    public static readonly Guid Local = new("6a1f0c52-5d0e-4c8e-9c1b-3f6f6f0b7a01");

    /// <summary>Tells whether something can belong to this owner: a user who is there, or the one of this machine.</summary>
    internal static async Task<bool> ExistsAsync(SairDbContext context, Guid ownerId, CancellationToken cancellationToken) =>
        ownerId == Local || await context.Users.AnyAsync(user => user.Id == ownerId, cancellationToken);
}

/// <summary>What belongs to somebody; the context stores it only while its owner is there.</summary>
public interface IOwned
{
    /// <summary>Gets the id of the user, or <see cref="Owners.Local"/>.</summary>
    Guid OwnerId { get; }
}

/// <summary>Opens the database as one owner sees it.</summary>
public static class OwnedContexts
{
    /// <summary>Opens a context whose queries return only what belongs to the owner and was not deleted.</summary>
    /// <param name="contexts">Opens the database.</param>
    /// <param name="ownerId">The owner.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<SairDbContext> OpenForAsync(
        this IDbContextFactory<SairDbContext> contexts,
        Guid ownerId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.VisibleTo = ownerId;
        return context;
    }
}

/// <summary>Something was to be stored for a user who was removed; nothing was.</summary>
public sealed class OwnerGoneException() : StorageException("This account was removed: nothing was stored.");
