using Microsoft.AspNetCore.SignalR;
using Sair.Web.Accounts;

namespace Sair.Web.Hubs;

/// <summary>Ends the connections that outlive a request, circuits of pages and followers of runs, with the session that opened them.</summary>
internal static class HubConnections
{
    // A page is first led to the sign-in; whoever does not follow is cut off.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    public static IApplicationBuilder UseHubConnections(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null || UserClaims.SessionOf(context.User) is not { } session)
        {
            await next(context);
            return;
        }

        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var ending = time.CreateTimer(_ => context.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var watch = context.RequestServices.GetRequiredService<OpenSessions>().OnEnd(session, () => ending.Change(s_grace, Timeout.InfiniteTimeSpan));
        await next(context);
    });
}
