using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using Sair.Web.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>The site behind a proxy that speaks https with visitors.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReverseProxyTests(ChromiumFixture chromium)
{
    private static readonly string[] s_knownProxy = ["--Proxy:KnownProxies", "127.0.0.1;::1"];

    [Fact]
    public async Task Proxy_ThatIsKnown_CarriesSignInUploadAndLivePreviewOverWebSockets()
    {
        await using var site = await StartAsync(s_knownProxy);
        await using var proxy = await ReverseProxy.StartAsync(site.Address);
        await using var visit = await chromium.VisitAsync(proxy);
        var sockets = new List<string>();
        visit.Page.WebSocket += (_, socket) => sockets.Add(socket.Url);

        await visit.Page.GotoAsync("/people");
        await visit.Page.GetByLabel("Name").FillAsync("Olga");
        await visit.Page.GetByLabel("Password").FillAsync("correct horse");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        Assert.Equal($"{proxy.Address}/people", visit.Page.Url);

        site.Engine.HoldAfter(2);
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("through-a-proxy.png");
        await Expect(visit.Page.GetByText("Iteration 2 of 40")).ToBeVisibleAsync();
        site.Engine.Release();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();

        Assert.NotEmpty(sockets);
        Assert.All(sockets, socket => Assert.StartsWith("wss://localhost", socket, StringComparison.Ordinal));
        var cookies = await visit.Page.Context.CookiesAsync([$"{proxy.Address}/account"]);
        Assert.Equal(3, cookies.Count); // sign-in, device, forms
        Assert.All(cookies, cookie => Assert.True(cookie.Secure, cookie.Name));
    }

    [Fact]
    public async Task Proxy_ThatIsKnown_TellsWhereVisitorsComeFrom()
    {
        await using var site = await StartAsync(s_knownProxy);
        await using var proxy = await ReverseProxy.StartAsync(site.Address);
        using var guest = new Client(proxy.Address, from: "203.0.113.9");
        using var page = await guest.GetAsync("/people", asPage: true);
        Assert.StartsWith($"{proxy.Address}/sign-in", page.Headers.Location!.ToString(), StringComparison.Ordinal);

        var guesses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var stranger = new Client(proxy.Address, from: "203.0.113.7");
            using var guess = await stranger.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "a wrong one"));
            guesses.Add(guess.StatusCode);
        }

        using var olga = new Client(proxy.Address, from: "203.0.113.8");
        using var signIn = await olga.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "correct horse"));

        Assert.Equal(HttpStatusCode.TooManyRequests, guesses[^1]);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (signIn.StatusCode, signIn.Headers.Location!.ToString()));
        Assert.All(olga.Cookies.GetAllCookies(), cookie => Assert.True(cookie.Secure, cookie.Name));
    }

    [Fact]
    public async Task Proxy_ThatIsNotKnown_IsBelievedNothing()
    {
        await using var site = await StartAsync("--Proxy:KnownProxies", "192.0.2.1");
        await using var proxy = await ReverseProxy.StartAsync(site.Address);
        for (var i = 0; i < 6; i++)
        {
            using var stranger = new Client(site.Address);
            using var guess = await stranger.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "a wrong one"));
        }

        using var pretender = new Client(proxy.Address, from: "203.0.113.7");
        using var again = await pretender.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "a wrong one"));

        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
    }

    [Fact]
    public async Task Proxy_BeforeASiteWithoutSignIn_GetsASentenceOnly()
    {
        await using var proxy = await ReverseProxy.StartAsync(chromium.Site.Address);
        using var visitor = new Client(proxy.Address, from: "203.0.113.7");

        using var page = await visitor.GetAsync("/people", asPage: true);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("set SignIn:Required to true", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<TestSite> StartAsync(params string[] settings)
    {
        var site = await TestSite.StartAsync(signIn: true, settings: settings);
        await using var scope = site.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<Members>().AddOwnerAsync("Olga", "correct horse"));
        return site;
    }
}
