using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Accounts;

/// <summary>Opens the database as one owner sees it.</summary>
public static class OwnedContexts
{
    /// <summary>Opens a context whose queries return only what belongs to the owner and was not deleted.</summary>
    /// <param name="contexts">Opens the database.</param>
    /// <param name="ownerId">The owner.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<SairDbContext> OpenForAsync(
        this IDbContextFactory<SairDbContext> contexts, Guid ownerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.VisibleTo = ownerId;
        return context;
    }
}
