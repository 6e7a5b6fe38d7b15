using System.Net;
using System.Net.Http.Headers;
using Sair.Browser.Tests.Hosting;

namespace Sair.Browser.Tests.Access;

/// <summary>A site on which nobody signs in is for whoever sits at its machine.</summary>
public sealed class SingleUserTests : IAsyncLifetime
{
    private TestSite _site = null!;

    public async Task InitializeAsync() => _site = await TestSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("x-forwarded-host", "photos.example")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("X-Original-For", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Request_ThroughAProxy_IsRefusedWithASentence(string header, string value)
    {
        foreach (var path in (string[])["/people", "/api/v1/people", "/css/app.css"])
        {
            using var answer = await SendAsync(path, request => request.Headers.Add(header, value));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
            Assert.Contains("SignIn:Required", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("photos.example")]
    [InlineData("192.168.1.2")]
    public async Task Request_UnderAnotherName_IsRefusedWithASentence(string host)
    {
        using var answer = await SendAsync("/people", request => request.Headers.Host = host);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("AllowedHosts", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfThisMachine_NeedsNoSignIn()
    {
        using var answer = await SendAsync("/people", _ => { });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/hubs/preview/negotiate?negotiateVersion=1")]
    public async Task Connection_OfAForeignPage_IsRefused(string path)
    {
        foreach (
            var origin in (string[])
                ["https://evil.example", "null", "http://127.0.0.1:1", $"http://localhost.evil.example:{new Uri(_site.Address).Port}"]
        )
        {
            using var foreign = await SendAsync(path, request => request.Headers.Add("Origin", origin), HttpMethod.Post);
            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, foreign.StatusCode));
        }

        using var own = await SendAsync(path, request => request.Headers.Add("Origin", _site.Address), HttpMethod.Post);
        using var program = await SendAsync(path, _ => { }, HttpMethod.Post);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, program.StatusCode));
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/hubs/preview")]
    public async Task WebSocket_OfAForeignPage_IsNotOpened(string path)
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() =>
            socket.ConnectAsync(new Uri(_site.Address.Replace("http", "ws", StringComparison.Ordinal) + path), CancellationToken.None)
        );

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage> change, HttpMethod? method = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_site.Address) };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        change(request);
        return await http.SendAsync(request);
    }
}
