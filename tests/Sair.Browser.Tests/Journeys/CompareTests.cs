using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class CompareTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Compare_ResultsOfTwoPhotos_ShowsEachBesideItsOwnAndSaysSo()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        foreach (var name in (string[])["one.png", "two.png"])
        {
            await (await RestorePage.OpenAsync(visit)).FillSimpleAsync(name);
            await new RestorePage(page).StartAsync();
            await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        }

        var second = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(second);
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "two.png: Restored" })).ToHaveCountAsync(2);
        foreach (var box in await page.GetByRole(AriaRole.Checkbox).AllAsync())
        {
            await box.CheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByText("These are results of 2 different faces, each beside its own photo")).ToBeVisibleAsync();
        await Expect(page.GetByText("all pictures show the same place")).ToHaveCountAsync(0);
        await Photographer.TakeAsync(page, "compare-different");

        await visit.OpenAsync("/history");
        await page.GetByLabel("Choose two.png").First.CheckAsync();
        await page.GetByLabel("Choose two.png").Last.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByText("2 runs side by side; all pictures show the same place.")).ToBeVisibleAsync();
        await Expect(page.GetByText("different faces")).ToHaveCountAsync(0);
    }
}
