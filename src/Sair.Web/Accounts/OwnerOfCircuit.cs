using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Sair.Web.Accounts;

/// <summary>Tells each circuit whose it is before its first page is drawn, and when it is nobody's any more.</summary>
public sealed class OwnerOfCircuit(CurrentOwner owner, AuthenticationStateProvider provider, OpenSessions sessions)
    : CircuitHandler,
        IDisposable
{
    private IDisposable? _watch;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await provider.GetAuthenticationStateAsync()).User;
        owner.Enter(user);
        if (UserClaims.SessionOf(user) is { } session)
        {
            _watch = sessions.OnEnd(session, End);
            // It may have ended while the page was on its way to the browser.
            await sessions.CheckAsync(cancellationToken);
        }
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _watch?.Dispose();

    // What is drawn for a role goes with the user.
    private void End()
    {
        owner.Leave();
        (provider as IHostEnvironmentAuthenticationStateProvider)?.SetAuthenticationState(
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())))
        );
    }
}
