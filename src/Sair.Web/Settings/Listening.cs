using System.Net;

namespace Sair.Web.Settings;

/// <summary>Tells from the settings whether the site can be reached from elsewhere.</summary>
internal static class Listening
{
    private const string DefaultAddress = "http://localhost:5000";
    private const string DefaultNames = "localhost;127.0.0.1;[::1]";

    /// <summary>The host names that are answered; those of this machine alone unless the settings say otherwise.</summary>
    public static IReadOnlyList<string> Names(IConfiguration configuration) =>
        Split(configuration["AllowedHosts"]) is { Count: > 0 } names ? names : Split(DefaultNames);

    /// <summary>Says through what others can reach the site; null where it is for whoever sits at this machine.</summary>
    public static string? WhyOthers(IConfiguration configuration, ProxyOptions proxy)
    {
        if (!IsLoopbackOnly(configuration))
        {
            return "Urls can be reached from elsewhere";
        }

        // Whoever gives the site another name, or a proxy, lets others in through it.
        return Names(configuration).FirstOrDefault(name => !IsLoopbackName(name)) is { } foreign ? $"AllowedHosts names {foreign}, which is not this machine alone"
            : proxy.HasAny ? "Proxy:KnownProxies names a proxy"
            : null;
    }

    private static bool IsLoopbackOnly(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToList();
        var urls = endpoints.Count > 0 ? endpoints : Split(configuration["Urls"] ?? DefaultAddress);
        var ports = $"{configuration["HTTP_PORTS"]}{configuration["HTTPS_PORTS"]}";
        return urls.All(IsLoopback) && (configuration["Urls"] is not null || endpoints.Count > 0 || ports.Length == 0);
    }

    // "http://*:80" and "http://+:80" are no addresses of a host, and listen everywhere.
    private static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host);

    private static bool IsLoopbackName(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static List<string> Split(string? names) => [.. (names ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
