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
