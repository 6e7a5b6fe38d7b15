using System.Globalization;
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
        return Names(configuration).FirstOrDefault(name => !IsLoopbackName(name)) is { } foreign
                ? $"AllowedHosts names {foreign}, which is not this machine alone"
            : proxy.HasAny ? "Proxy:KnownProxies names a proxy"
            : null;
    }

    /// <summary>Says of every address what is wrong with it; the framework would listen everywhere where it cannot tell the host.</summary>
    public static IEnumerable<string> Mistakes(IConfiguration configuration)
    {
        var endpoints = configuration
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => (Key: $"{endpoint.Path}:Url", Address: endpoint["Url"] ?? ""));
        var urls = Split(configuration["Urls"]).Select(url => (Key: "Urls", Address: url));
        foreach (var (key, address) in endpoints.Concat(urls).Where(entry => !CanListen(entry.Address)))
        {
            yield return $"Setting {key} names “{address}”, where nothing can listen: write http://, an address of this machine "
                + "(127.0.0.1, localhost, or * for all) "
                + $"and a port of 1 to {IPEndPoint.MaxPort}, as in http://127.0.0.1:5080.";
        }

        foreach (var key in (string[])["HTTP_PORTS", "HTTPS_PORTS"])
        {
            if (
                Split(configuration[key])
                    .FirstOrDefault(port => !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is
                { } port
            )
            {
                yield return $"Setting {key} names “{port}”, which is no port: ports are 1 to {IPEndPoint.MaxPort}, with ; between them.";
            }
        }
    }

    // Read as the server reads it. A name that is no address of this machine makes it listen everywhere, so a mistyped address would too.
    private static bool CanListen(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS"
                && address.PathBase.Length == 0
                && (address.IsUnixPipe || (address.Port is >= 0 and <= IPEndPoint.MaxPort && IsOfAMachine(address.Host)));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    // "127.1" is an address too, but nobody means it, and "1" is one.
    private static bool IsOfAMachine(string host) =>
        host is "*" or "+"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && (host.EndsWith(']') || host == address.ToString()));

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
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static List<string> Split(string? names) =>
        [.. (names ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
