using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using Sair.Web.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>Pages that are open while their session ends.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SessionJourneyTests(ChromiumFixture chromium)
{
    private const string Follow = """
        () => new Promise((resolve, reject) => {
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/hubs/preview`);
          globalThis.followerEnded = false;
          socket.onopen = () => socket.send('{"protocol":"json","version":1}\u001e');
          socket.onmessage = () => resolve(true);
          socket.onerror = () => reject(new Error("no connection"));
          socket.onclose = () => { globalThis.followerEnded = true; };
        })
        """;

    [Fact]
    public async Task OpenPage_OfAMemberWhoIsRemoved_LeadsToTheSignInAndFollowersEnd()
    {
        await using var site = await StartAsync();
        await using var visit = await SignInAsync(site, "Stefan", "battery staple");
        await visit.OpenAsync("/account");
        await using var follower = await SignInAsync(site, "Stefan", "battery staple");
        await follower.Page.GotoAsync("/api/openapi.json");
        Assert.True(await follower.Page.EvaluateAsync<bool>(Follow));

        await using (var scope = site.Services.CreateAsyncScope())
        {
            var members = scope.ServiceProvider.GetRequiredService<Members>();
            await members.RemoveAsync((await members.ListAsync())[^1].Id);
        }

        await Expect(visit.Page.GetByText("You were signed out")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await follower.Page.WaitForFunctionAsync("() => globalThis.followerEnded");
    }

    [Fact]
    public async Task Password_ChangedOnOneOfTwoDevices_KeepsItsPagesAndEndsTheOther()
    {
        await using var site = await StartAsync();
        await using var own = await SignInAsync(site, "Olga", "correct horse");
        await using var other = await SignInAsync(site, "Olga", "correct horse");
        await other.OpenAsync("/people");
        await own.OpenAsync("/account");
        var secondTab = await own.Page.Context.NewPageAsync();
        await secondTab.GotoAsync("/history");
        await Expect(secondTab.Locator("main[data-interactive=true]")).ToBeVisibleAsync();

        await own.Page.GetByLabel("Current password").FillAsync("correct horse");
        await own.Page.GetByLabel("New password").FillAsync("another horse");
        await own.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();

        await Expect(own.Page.GetByText("The password was changed.")).ToBeVisibleAsync();
        await Expect(other.Page.GetByText("You were signed out")).ToBeVisibleAsync();
        await own.OpenAsync("/people");
        await Expect(secondTab.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToHaveCountAsync(0);
        await Expect(secondTab.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        Assert.EndsWith("/history", secondTab.Url, StringComparison.Ordinal);
    }

    private static async Task<TestSite> StartAsync()
    {
        var site = await TestSite.StartAsync(signIn: true);
        await using var scope = site.Services.CreateAsyncScope();
        var members = scope.ServiceProvider.GetRequiredService<Members>();
        Assert.Null(await members.AddOwnerAsync("Olga", "correct horse"));
        Assert.Null(await members.AddMemberAsync("Stefan", "battery staple"));
        return site;
    }

    private async Task<Visit> SignInAsync(TestSite site, string name, string password)
    {
        var visit = await chromium.VisitAsync(site);
        await visit.Page.GotoAsync("/sign-in");
        await visit.Page.GetByLabel("Name").FillAsync(name);
        await visit.Page.GetByLabel("Password").FillAsync(password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        return visit;
    }
}
