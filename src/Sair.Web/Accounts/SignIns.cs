using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Sair.Data;
using Sair.Data.Accounts;
using SignInOptions = Sair.Web.Settings.SignInOptions;

namespace Sair.Web.Accounts;

/// <summary>
/// Signs people in and out. Each sign-in is a session in the database that the cookie only names, so that it can be ended from
/// elsewhere.
/// </summary>
public sealed class SignIns(
    UserManager<User> users,
    Members members,
    SessionStore sessions,
    OpenSessions open,
    GuessLimits limits,
    KnownDevices devices,
    SignInOptions options
)
{
    /// <summary>What the address of the sign-in says where a session has ended.</summary>
    public const string Ended = "ended";

    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    private static readonly object s_endedItem = new();

    // Looked at where nobody has the name, so that the answer takes as long as for one that somebody has.
    private static readonly User s_nobody = new()
    {
        Name = "",
        Role = User.MemberRole,
        CreatedUtc = DateTime.UnixEpoch,
    };
    private static string? s_nobodysHash;

    /// <summary>Signs in on this device.</summary>
    /// <returns>What is wrong, null where nothing is; a wrong name and a wrong password look alike and take as long.</returns>
    internal async Task<SignInFailure?> TryAsync(HttpContext context, string name, string password)
    {
        var known = GivenName.Clean(name);

        // An account of an earlier version may have a name with something in it that cannot be seen.
        var user = await users.FindByNameAsync(known) ?? await users.FindByNameAsync(name.Trim());
        if (limits.Count($"name {known}", devices.PlaceOf(context, user?.Id ?? Guid.Empty)) is { } wait)
        {
            return new SignInFailure(wait);
        }

        var hash = user?.PasswordHash ?? (s_nobodysHash ??= users.PasswordHasher.HashPassword(s_nobody, Guid.NewGuid().ToString()));
        if (
            users.PasswordHasher.VerifyHashedPassword(user ?? s_nobody, hash, password) == PasswordVerificationResult.Failed
            || user?.PasswordHash is null
        )
        {
            return new SignInFailure(null);
        }

        await BeginAsync(context, user);
        return null;
    }

    /// <summary>Signs out on this device; a copy of the cookie is worth nothing then, and open pages lead to the sign-in.</summary>
    public async Task EndAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (UserClaims.SessionOf(context.User) is { } session)
        {
            await sessions.EndAsync(session, CancellationToken.None);
            open.CheckSoon();
        }

        await context.SignOutAsync(Scheme);
    }

    /// <summary>Changes the password of who is signed in: this device stays signed in, every other has to sign in anew.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> ChangePasswordAsync(HttpContext context, string current, string replacement)
    {
        ArgumentNullException.ThrowIfNull(context);
        var id = UserClaims.IdOf(context.User) ?? Guid.Empty;
        if (await members.ChangePasswordAsync(id, current, replacement) is { } mistake)
        {
            return mistake;
        }

        if (await users.FindByIdAsync(id.ToString()) is { } user)
        {
            await BeginAsync(context, user);
        }

        open.CheckSoon();
        return null;
    }

    /// <summary>Whether this request came with a cookie of a session that has ended.</summary>
    internal static bool HasEnded(HttpContext context) => context.Items.ContainsKey(s_endedItem);

    /// <summary>
    /// Takes who the user is from the database rather than from the cookie; takes the cookie back where its session does not count
    /// any more.
    /// </summary>
    internal static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionStore>();
        if (
            UserClaims.SessionOf(context.Principal) is { } session
            && await sessions.FindUserAsync(session, context.HttpContext.RequestAborted) is { } user
        )
        {
            context.ReplacePrincipal(UserClaims.Of(user, session, context.Scheme.Name));
            return;
        }

        context.HttpContext.Items[s_endedItem] = true;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    private async Task BeginAsync(HttpContext context, User user)
    {
        var session = await sessions.BeginAsync(user, TimeSpan.FromDays(options.Days), CancellationToken.None);
        if (UserClaims.SessionOf(context.User) is { } earlier)
        {
            await sessions.EndAsync(earlier, CancellationToken.None);
        }

        devices.Remember(context, user.Id);
        await context.SignInAsync(Scheme, UserClaims.Of(user, session, Scheme), new AuthenticationProperties { IsPersistent = true });
    }
}

/// <summary>Why somebody was not signed in.</summary>
/// <param name="Wait">How long to wait after too many tries; null where name or password is wrong.</param>
internal sealed record SignInFailure(TimeSpan? Wait);
