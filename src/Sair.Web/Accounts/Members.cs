using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>The people who sign in.</summary>
public sealed class Members(IDbContextFactory<SairDbContext> contexts, UserManager<User> users, TimeProvider time)
{
    public async Task<bool> AnyAsync()
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Users.AnyAsync();
    }

    public async Task<IReadOnlyList<User>> ListAsync()
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Users.AsNoTracking().OrderBy(user => user.CreatedUtc).ToListAsync();
    }

    /// <summary>Adds the first user, who takes over what was made without sign-in.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> AddOwnerAsync(string name, string password) =>
        await AnyAsync() ? "Somebody has set Sair up already: sign in instead." : await AddAsync(name, password, User.OwnerRole, Owners.Local);

    /// <returns>What is wrong, or null.</returns>
    public Task<string?> AddMemberAsync(string name, string password) => AddAsync(name, password, User.MemberRole, Guid.CreateVersion7());

    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> ChangePasswordAsync(Guid id, string current, string replacement)
    {
        if (await users.FindByIdAsync(id.ToString()) is not { } user)
        {
            return "This account was deleted.";
        }

        var result = await users.ChangePasswordAsync(user, current, replacement);
        return result.Succeeded ? null : Sentence(result);
    }

    public async Task RemoveAsync(Guid id)
    {
        if (await users.FindByIdAsync(id.ToString()) is { Role: User.MemberRole } user)
        {
            await users.DeleteAsync(user);
        }
    }

    private static string Sentence(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));

    private async Task<string?> AddAsync(string name, string password, string role, Guid id)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "Give a name.";
        }

        var result = await users.CreateAsync(new User { Id = id, Name = name.Trim(), Role = role, CreatedUtc = time.GetUtcNow().UtcDateTime }, password);
        return result.Succeeded ? null : Sentence(result);
    }
}
