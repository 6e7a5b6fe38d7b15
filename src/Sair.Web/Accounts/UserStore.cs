using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>Lets ASP.NET Core Identity keep its users in Sair's own table.</summary>
public sealed class UserStore(IDbContextFactory<SairDbContext> contexts, IdentityErrorDescriber errors)
    : IUserPasswordStore<User>,
        IUserSecurityStampStore<User>
{
    public async Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken)
    {
        Required(user).ConcurrencyStamp = Guid.NewGuid().ToString();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(user);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return IdentityResult.Success;
        }
        catch (DbUpdateException) when (IsTaken(contexts, user))
        {
            // Somebody else was quicker.
            return IdentityResult.Failed(errors.DuplicateUserName(user.Name));
        }
    }

    public async Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken)
    {
        var (known, fresh) = (Required(user).ConcurrencyStamp, Guid.NewGuid().ToString());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var written = await context
            .Users.Where(row => row.Id == user.Id && row.ConcurrencyStamp == known)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Name, user.Name)
                        .SetProperty(row => row.NormalizedName, user.NormalizedName)
                        .SetProperty(row => row.PasswordHash, user.PasswordHash)
                        .SetProperty(row => row.SecurityStamp, user.SecurityStamp)
                        .SetProperty(row => row.ConcurrencyStamp, fresh),
                cancellationToken
            );
        if (written == 0)
        {
            return IdentityResult.Failed(errors.ConcurrencyFailure());
        }

        user.ConcurrencyStamp = fresh;
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Users.Where(candidate => candidate.Id == user.Id).ExecuteDeleteAsync(cancellationToken);
        return IdentityResult.Success;
    }

    public async Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return Guid.TryParse(userId, out var id)
            ? await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken)
            : null;
    }

    public async Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(user => user.NormalizedName == normalizedUserName, cancellationToken);
    }

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(Required(user).Id.ToString());

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(Required(user).Name);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) =>
        Set(() => Required(user).Name = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(Required(user).NormalizedName);

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) =>
        Set(() => Required(user).NormalizedName = normalizedName ?? "");

    public Task SetPasswordHashAsync(User user, string? passwordHash, CancellationToken cancellationToken) =>
        Set(() => Required(user).PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult(Required(user).PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult(Required(user).PasswordHash is not null);

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken cancellationToken) =>
        Set(() => Required(user).SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(Required(user).SecurityStamp);

    public void Dispose()
    {
        // Contexts live for one call each.
    }

    private static bool IsTaken(IDbContextFactory<SairDbContext> contexts, User user)
    {
        using var context = contexts.CreateDbContext();
        return context.Users.Any(other => other.NormalizedName == user.NormalizedName || other.Id == user.Id);
    }

    private static User Required(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user;
    }

    private static Task Set(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}
