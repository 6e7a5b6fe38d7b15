using System.Net;
using System.Net.Sockets;

namespace Sair.Engine.Weights.Fetching;

/// <summary>
/// Reaches publishers on the internet by https, and nothing on this machine or in its network, whatever an answer leads to.
/// </summary>
public static class PublisherClient
{
    // Networks that are nobody's on the internet, IPv4 and IPv6.
    private static readonly IPNetwork[] s_own =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/3",
                    "::/127",
                    "64:ff9b::/96",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8",
                ]
        ).Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Creates a client that follows no redirect by itself and connects to the internet alone.</summary>
    public static HttpClient Create() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = ConnectAsync }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Tells whether a publisher may be asked under this address.</summary>
    public static bool IsAllowed(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address is { IsAbsoluteUri: true, Scheme: "https" }
            && (!IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) || IsPublic(host));
    }

    /// <summary>Tells whether an address is one of the internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !s_own.Any(network => network.Contains(plain));
    }

    // The name is looked up here, so that what was checked is what is connected to. A proxy that the user has set may lie in the
    // own network.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isProxy = !host.Equals(context.InitialRequestMessage.RequestUri?.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        var addresses = (await Dns.GetHostAddressesAsync(host, cancellationToken)).Where(address => isProxy || IsPublic(address)).ToArray();
        if (addresses.Length == 0)
        {
            throw new HttpRequestException($"{host} is no address of the internet");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
