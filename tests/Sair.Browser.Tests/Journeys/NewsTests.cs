using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>A run that ends is announced on whatever page one is.</summary>
[Collection(BrowserCollection.Name)]
public sealed class NewsTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Run_EndsWhileOtherPagesAreShown_IsAnnouncedOnceOnEach()
    {
        await using var site = await TestSite.StartAsync();
        await using var first = await chromium.VisitAsync(site);
        await using var second = await chromium.VisitAsync(site);
        await using var live = await chromium.VisitAsync(site);
        var restore = await RestorePage.OpenAsync(first);
        await restore.FillSimpleAsync("news.png");
        site.Engine.HoldAfter(10);
        await restore.StartAsync();
        await Expect(first.Page.GetByText("Iteration 10 of 40")).ToBeVisibleAsync();
        await live.OpenAsync(first.Page.Url);
        await second.OpenAsync("/people");
        await first.OpenAsync("/history");
        await Expect(first.Page.GetByRole(AriaRole.Link, new() { Name = "Queue , 1 open" })).ToBeVisibleAsync();
        await Expect(first.Page).ToHaveTitleAsync("25 % · History · Sair");

        site.Engine.Release();

        foreach (var page in (IPage[])[first.Page, second.Page])
        {
            await Expect(page.GetByText("news.png is restored.")).ToHaveCountAsync(1);
            await Expect(page).ToHaveTitleAsync(new Regex("^Done · "));
            await Expect(page.Locator(".count")).ToHaveCountAsync(0);
        }

        await Expect(live.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(live.Page.GetByText("news.png is restored.")).ToHaveCountAsync(0);
        await Photographer.TakeAsync(first.Page, "news");
        await first.Page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).ClickAsync();
        await Expect(first.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("news.png is restored.")).ToHaveCountAsync(0);
        await Expect(first.Page).ToHaveTitleAsync("news.png · Sair");
    }

    [Fact]
    public async Task Run_EndsWhileNoPageIsOpen_IsAnnouncedByTheNextPageOnce()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var restore = await RestorePage.OpenAsync(visit);
        await restore.FillSimpleAsync("away.png");
        site.Engine.HoldAfter(10);
        await restore.StartAsync();
        await Expect(visit.Page.GetByText("Iteration 10 of 40")).ToBeVisibleAsync();
        await visit.Page.GotoAsync("about:blank");
        site.Engine.Release();
        var queries = site.Services.GetRequiredService<HistoryQueries>();
        while ((await queries.ListOpenAsync()).Count > 0)
        {
            await Task.Delay(20);
        }

        await visit.OpenAsync("/people");
        await Expect(visit.Page.GetByText("away.png is restored.")).ToHaveCountAsync(1);
        await Expect(visit.Page).ToHaveTitleAsync("Done · People · Sair");
        while ((await queries.ListNewsAsync(Owners.Local)).Count > 0)
        {
            await Task.Delay(20);
        }

        await visit.OpenAsync("/history");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "away.png: Restored" })).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveTitleAsync("History · Sair");
        await Expect(visit.Page.GetByText("away.png is restored.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task History_RunBeginsMovesAndEnds_ShowsItByItself()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        await using var history = await chromium.VisitAsync(site);
        await history.OpenAsync("/history");
        await Expect(history.Page.GetByText("Nothing restored yet")).ToBeVisibleAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.FillSimpleAsync("live.png");
        site.Engine.HoldAfter(10);
        await restore.StartAsync();

        await Expect(history.Page.GetByRole(AriaRole.Link, new() { Name = "live.png: Running, 25 %" })).ToBeVisibleAsync();
        site.Engine.HoldAfter(20);
        await Expect(history.Page.GetByRole(AriaRole.Link, new() { Name = "live.png: Running, 50 %" })).ToBeVisibleAsync();
        site.Engine.Release();
        await Expect(history.Page.GetByRole(AriaRole.Link, new() { Name = "live.png: Restored" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Run_Fails_IsAnnouncedToo()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var restore = await RestorePage.OpenAsync(visit);
        await restore.FillSimpleAsync("broken.png");
        site.Engine.FailAt = 5;
        site.Engine.HoldAfter(4);
        await restore.StartAsync();
        await Expect(visit.Page.GetByText("Iteration 4 of 40")).ToBeVisibleAsync();
        await visit.OpenAsync("/people");

        site.Engine.Release();

        await Expect(visit.Page.GetByText("broken.png could not be restored.")).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveTitleAsync("Failed · People · Sair");
    }
}
