using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>Puts the role into the sign-in.</summary>
public sealed class UserClaims(UserManager<User> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<User>(users, options)
{
    /// <summary>The principal of whoever uses a site without sign-in.</summary>
    public static ClaimsPrincipal Local(string scheme) => Of(Owners.Local, "me", User.OwnerRole, scheme);

    public static ClaimsPrincipal Of(Guid id, string name, string role, string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, id.ToString()), new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], scheme));

    /// <summary>The id of a signed-in user; null of a guest.</summary>
    public static Guid? IdOf(ClaimsPrincipal? principal) =>
        principal?.Identity?.IsAuthenticated == true && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        return identity;
    }
}
