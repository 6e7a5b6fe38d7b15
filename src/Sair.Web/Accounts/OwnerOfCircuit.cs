using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Sair.Web.Accounts;

/// <summary>Tells each circuit whose it is before its first page is drawn.</summary>
public sealed class OwnerOfCircuit(CurrentOwner owner, AuthenticationStateProvider provider) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        owner.Enter((await provider.GetAuthenticationStateAsync()).User);
}
