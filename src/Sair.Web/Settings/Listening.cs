using System.Net;

namespace Sair.Web.Settings;

/// <summary>Tells from the settings whether the site can be reached from elsewhere.</summary>
internal static class Listening
{
    private const string DefaultAddress = "http://localhost:5000";

    /// <summary>Whether every address is one of this machine alone.</summary>
    public static bool IsLoopbackOnly(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToList();
        var urls = endpoints.Count > 0 ? endpoints : [.. (configuration["Urls"] ?? DefaultAddress).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var ports = $"{configuration["HTTP_PORTS"]}{configuration["HTTPS_PORTS"]}";
        return urls.TrueForAll(IsLoopback) && (configuration["Urls"] is not null || endpoints.Count > 0 || ports.Length == 0);
    }

    // "http://*:80" and "http://+:80" are no addresses of a host, and listen everywhere.
    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
