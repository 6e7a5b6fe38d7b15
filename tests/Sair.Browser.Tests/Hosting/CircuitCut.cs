using Microsoft.Playwright;

namespace Sair.Browser.Tests.Hosting;

/// <summary>Cuts a page's circuits off and lets them through again; everything else of the page goes on.</summary>
internal sealed class CircuitCut
{
    private readonly Lock _gate = new();
    private readonly List<IWebSocketRoute> _open = [];
    private bool _isCut;

    private bool IsCut
    {
        get
        {
            lock (_gate)
            {
                return _isCut;
            }
        }
    }

    /// <summary>Watches the page; before it is opened.</summary>
    public static async Task<CircuitCut> OnAsync(IPage page)
    {
        var cut = new CircuitCut();
        // Without a socket the browser would fall back to requests.
        await page.RouteAsync(
            url => url.Contains("/_blazor", StringComparison.Ordinal),
            route => cut.IsCut ? route.AbortAsync() : route.ContinueAsync()
        );
        await page.RouteWebSocketAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), cut.Take);
        return cut;
    }

    public async Task CutAsync()
    {
        List<IWebSocketRoute> open;
        lock (_gate)
        {
            _isCut = true;
            open = [.. _open];
            _open.Clear();
        }

        foreach (var socket in open)
        {
            await socket.CloseAsync(new() { Code = 4000 });
        }
    }

    public void Heal()
    {
        lock (_gate)
        {
            _isCut = false;
        }
    }

    private void Take(IWebSocketRoute socket)
    {
        lock (_gate)
        {
            if (_isCut)
            {
                _ = socket.CloseAsync(new() { Code = 4000 });
                return;
            }

            var server = socket.ConnectToServer();
            socket.OnMessage(frame => Pass(frame, server));
            server.OnMessage(frame => Pass(frame, socket));
            _open.Add(socket);
        }
    }

    private static void Pass(IWebSocketFrame frame, IWebSocketRoute to)
    {
        if (frame.Binary is { } bytes)
        {
            to.Send(bytes);
        }
        else
        {
            to.Send(frame.Text!);
        }
    }
}
