using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;

namespace Sair.Web.Accounts;

/// <summary>The people who sign in.</summary>
public sealed class Members(
    IDbContextFactory<SairDbContext> contexts,
    UserManager<User> users,
    UserData data,
    HistoryQueries history,
    RequestControl control,
    OpenSessions sessions,
    TimeProvider time
)
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
    public async Task<string?> AddOwnerAsync(string name, string password)
    {
        const string Late = "Somebody has set Sair up already: sign in instead.";
        if (await AnyAsync())
        {
            return Late;
        }

        var mistake = await AddAsync(name, password, User.OwnerRole, Owners.Local);
        // Of several who set up at the same moment one becomes the owner.
        return mistake is not null && await AnyAsync() ? Late : mistake;
    }

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

    /// <summary>Removes a member with everything of theirs, and ends what they have open; the owner stays.</summary>
    public async Task RemoveAsync(Guid id)
    {
        if (await users.FindByIdAsync(id.ToString()) is not { Role: User.MemberRole })
        {
            return;
        }

        foreach (var entry in await history.ListOpenAsync(id))
        {
            await control.CancelAsync(id, entry.RequestId);
        }

        await data.RemoveAsync(id);
        await sessions.CheckAsync();
    }

    private static string Sentence(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));

    private async Task<string?> AddAsync(string name, string password, string role, Guid id)
    {
        if (GivenName.MistakeOf(name, User.LongestName) is { } mistake)
        {
            return mistake;
        }

        var result = await users.CreateAsync(
            new User
            {
                Id = id,
                Name = GivenName.Clean(name),
                Role = role,
                CreatedUtc = time.GetUtcNow().UtcDateTime,
            },
            password
        );
        return result.Succeeded ? null : Sentence(result);
    }
}
