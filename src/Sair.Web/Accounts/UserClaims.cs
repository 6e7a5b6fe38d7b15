using System.Security.Claims;
using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>What a principal says of its user.</summary>
public static class UserClaims
{
    private const string SessionClaim = "sair:session";

    /// <summary>The principal of whoever uses a site without sign-in.</summary>
    public static ClaimsPrincipal Local(string scheme) => Of(Owners.Local, "me", User.OwnerRole, scheme);

    /// <summary>The principal of somebody who is signed in.</summary>
    public static ClaimsPrincipal Of(User user, Guid session, string scheme)
    {
        ArgumentNullException.ThrowIfNull(user);
        var principal = Of(user.Id, user.Name, user.Role, scheme);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(SessionClaim, session.ToString()));
        return principal;
    }

    public static ClaimsPrincipal Of(Guid id, string name, string role, string scheme) =>
        new(
            new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, id.ToString()), new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)],
                scheme
            )
        );

    /// <summary>The id of a signed-in user; null of a guest.</summary>
    public static Guid? IdOf(ClaimsPrincipal? principal) => Find(principal, ClaimTypes.NameIdentifier);

    /// <summary>The session of a user who signed in; null of a guest, a program, and where nobody signs in.</summary>
    public static Guid? SessionOf(ClaimsPrincipal? principal) => Find(principal, SessionClaim);

    private static Guid? Find(ClaimsPrincipal? principal, string type) =>
        principal?.Identity?.IsAuthenticated == true && Guid.TryParse(principal.FindFirstValue(type), out var id) ? id : null;
}
