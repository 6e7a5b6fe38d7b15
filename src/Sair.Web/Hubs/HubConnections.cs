using Microsoft.AspNetCore.SignalR;
using Sair.Web.Accounts;
using Sair.Web.Edge;

namespace Sair.Web.Hubs;

/// <summary>
/// Guards the connections that outlive a request, circuits of pages and followers of runs: pages of other sites open none, and they
/// end with the session that opened them.
/// </summary>
internal static partial class HubConnections
{
    // A page is first led to the sign-in; whoever does not follow is cut off.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private static int s_isHinted;

    public static IApplicationBuilder UseHubConnections(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
                (IsHub(context), IsForeign(context.Request)) switch
                {
                    (true, true) => RefuseAsync(context),
                    (true, false) when UserClaims.SessionOf(context.User) is { } session => ConnectAsync(context, session, next),
                    _ => next(context),
                }
        );

    private static bool IsHub(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    // A browser always says from which page it connects, and other programs say nothing. The scheme may have been changed by a proxy.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(
            Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Authority.Equals(request.Host.ToString(), StringComparison.OrdinalIgnoreCase)
        );

    private static Task RefuseAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref s_isHinted, 1) == 0)
        {
            LogForeign(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HubConnections)));
        }

        new Refusal(
            StatusCodes.Status403Forbidden,
            "A page of another address asked for this: open Sair under its own address; a proxy has to pass the host name on."
        ).Set(context);
        return Task.CompletedTask;
    }

    private static async Task ConnectAsync(HttpContext context, Guid session, RequestDelegate next)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var ending = time.CreateTimer(_ => context.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var watch = context
            .RequestServices.GetRequiredService<OpenSessions>()
            .OnEnd(session, () => ending.Change(s_grace, Timeout.InfiniteTimeSpan));
        await next(context);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A page of another address asked for a connection and was refused; if that is how you reach Sair, let the proxy pass the host "
            + "name on."
    )]
    private static partial void LogForeign(ILogger logger);
}
