using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sair.Browser.Tests.Hosting;

namespace Sair.Browser.Tests.Access;

/// <summary>Followers of runs: who may follow, and what of it is worth a line in the log.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private static readonly string[] s_categories = ["Microsoft.AspNetCore.SignalR", "Sair.Web.Hubs", "Sair.Web.Accounts"];

    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Follow_AndLeave_IsNoErrorOfTheLog()
    {
        _owned.Site.Engine.HoldAfter(1);
        using var answer = await _owned.OwnersProgram.SendAsync(HttpMethod.Post, $"/api/v1/restorations/{_owned.Request}/repeat", JsonContent.Create(new { }));
        var request = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        for (var i = 0; i < 5; i++)
        {
            using var socket = await ConnectAsync(_owned.Owner);
            await SendAsync(socket, Follow(request));
            Assert.Contains("Announced", await ReceiveAsync(socket), StringComparison.Ordinal);
            socket.Abort();
        }

        // The last viewer is forgotten before the site ends.
        await Task.Delay(500);
        Assert.Empty(_owned.Site.Log.Lines(LogLevel.Warning, s_categories));
    }

    [Fact]
    public async Task Follow_OfSomebodyElsesRun_IsRefusedWithoutAnErrorOfTheLog()
    {
        using var socket = await ConnectAsync(_owned.Stranger);
        await SendAsync(socket, Follow(_owned.Request));

        Assert.Contains("There is no such restoration.", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.Empty(_owned.Site.Log.Lines(LogLevel.Warning, s_categories));
    }

    [Fact]
    public async Task Connect_OfAGuest_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(_owned.Guest));

        Assert.Contains("403", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithAWrongKey_IsNoLineOfTheLog()
    {
        await using var site = await TestSite.StartAsync(signIn: true, settings: ["--Logging:LogLevel:Default", "Information"]);
        using var wrong = new Client(site.Address, "sair_wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, await wrong.StatusOfAsync("/api/v1/people"));

        Assert.Empty(site.Log.Lines(LogLevel.Information, s_categories));
    }

    private static string Follow(Guid request) => $$"""{"type":1,"invocationId":"1","target":"Follow","arguments":["{{request}}"]}""";

    private async Task<ClientWebSocket> ConnectAsync(Client client)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = client.Cookies;
        try
        {
            await socket.ConnectAsync(new Uri(_owned.Site.Address.Replace("http", "ws", StringComparison.Ordinal) + "/hubs/preview"), CancellationToken.None);
            await SendAsync(socket, """{"protocol":"json","version":1}""");
            Assert.Equal("{}", await ReceiveAsync(socket));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, string message) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + '\u001e'), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1 << 14];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, received.Count).TrimEnd('\u001e');
    }
}
