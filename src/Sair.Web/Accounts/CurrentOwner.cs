using System.Security.Claims;

namespace Sair.Web.Accounts;

/// <summary>Whose photos, people and requests a page or an endpoint works with.</summary>
public sealed class CurrentOwner(IHttpContextAccessor accessor)
{
    private Guid? _ofCircuit;

    /// <summary>Called when the session of this circuit has ended, on any thread.</summary>
    public event Action? Ended;

    /// <summary>
    /// The signed-in user; the empty id, which owns nothing and can be given nothing, for a guest and after the session has ended.
    /// </summary>
    public Guid Id => _ofCircuit ?? UserClaims.IdOf(accessor.HttpContext?.User) ?? Guid.Empty;

    /// <summary>Says whose circuit this is; it outlives the request that began it.</summary>
    public void Enter(ClaimsPrincipal user) => _ofCircuit = UserClaims.IdOf(user) ?? Guid.Empty;

    /// <summary>Leaves this circuit to nobody.</summary>
    public void Leave()
    {
        _ofCircuit = Guid.Empty;
        Ended?.Invoke();
    }
}
