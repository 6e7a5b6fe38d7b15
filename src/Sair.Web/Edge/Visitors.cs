using System.Net;
using System.Net.Sockets;
using Sair.Web.Accounts;
using Sair.Web.Settings;

namespace Sair.Web.Edge;

/// <summary>Where requests come from: what proxies may say of it, and who may come at all where nobody signs in.</summary>
internal static partial class Visitors
{
    private const int Ipv6NetworkBytes = 8;

    // What proxies add; a browser on this machine sends none of them.
    private static readonly string[] s_traces = ["Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Via"];
    private static readonly string[] s_prefixes = ["X-Forwarded-", "X-Original-"];

    /// <summary>The network address that a request comes from; of IPv6 the network, whose other half each visitor chooses freely.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return address is { AddressFamily: AddressFamily.InterNetworkV6 } && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes))
            : address?.ToString() ?? "";
    }

    /// <summary>Refuses what comes through a proxy where nobody signs in: whoever is behind it would be the owner of everything.</summary>
    public static IApplicationBuilder UseVisitors(this WebApplication app)
    {
        var (isSingleUser, hasProxy) = (
            app.Services.GetRequiredService<SignInMode>().IsSingleUser,
            app.Services.GetRequiredService<ProxyOptions>().HasAny
        );
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Visitors));
        var isHinted = 0;
        return app.Use(
            (context, next) =>
            {
                if (
                    isSingleUser
                    && (HasTraces(context.Request) || context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
                )
                {
                    new Refusal(
                        StatusCodes.Status403Forbidden,
                        "Nobody signs in on this Sair, so it lets nobody in through a proxy: set SignIn:Required to true, name the "
                            + "proxy in Proxy:KnownProxies and its host name in AllowedHosts."
                    ).Set(context);
                    return Task.CompletedTask;
                }

                if (!isSingleUser && !hasProxy && HasTraces(context.Request) && Interlocked.Exchange(ref isHinted, 1) == 0)
                {
                    LogUnknownProxy(logger);
                }

                return next(context);
            }
        );
    }

    private static bool HasTraces(HttpRequest request) =>
        request.Headers.Keys.Any(name =>
            s_traces.Contains(name, StringComparer.OrdinalIgnoreCase)
            || s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        );

    [LoggerMessage(
        LogLevel.Warning,
        "Requests come through a proxy that Proxy:KnownProxies does not name: limits count everybody behind it as one, and cookies "
            + "are not kept to https."
    )]
    private static partial void LogUnknownProxy(ILogger logger);
}
