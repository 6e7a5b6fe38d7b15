using Sair.Data.Accounts;

namespace Sair.Web.Accounts;

/// <summary>Whose photos, people and requests a page or an endpoint works with.</summary>
public sealed class CurrentOwner
{
    public Guid Id => Owners.Local;
}
