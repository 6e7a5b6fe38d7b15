using System.Security.Claims;

namespace Sair.Web.Accounts;

/// <summary>Whose photos, people and requests a page or an endpoint works with.</summary>
public sealed class CurrentOwner(IHttpContextAccessor accessor)
{
    private Guid? _ofCircuit;

    /// <summary>The signed-in user; the empty id, which owns nothing, for a guest.</summary>
    public Guid Id => _ofCircuit ?? UserClaims.IdOf(accessor.HttpContext?.User) ?? Guid.Empty;

    /// <summary>Says whose circuit this is; it outlives the request that began it.</summary>
    public void Enter(ClaimsPrincipal user) => _ofCircuit = UserClaims.IdOf(user) ?? Guid.Empty;
}
