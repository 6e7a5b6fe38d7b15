using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class RestoreJourneyTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Restore_OnePhotoAndOneReference_ShowsResultThatSurvivesARestart()
    {
        await using var site = await TestSite.StartAsync();
        var page = await chromium.NewPageAsync(site.Address);
        var restore = await RestorePage.OpenAsync(page);
        await restore.AddReferencesAsync(("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna)));
        await restore.SetTargetAsync("small.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna));
        await Expect(page.GetByText("Same person, distance 0.00")).ToBeVisibleAsync();

        site.Engine.HoldAfter(10);
        await restore.StartAsync();
        await Expect(page.GetByText("Iteration 10 of 40")).ToBeVisibleAsync();
        await Expect(page.Locator(".curve[data-term=total] .curve-value")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("img[data-iteration]")).ToBeVisibleAsync();

        site.Engine.Release();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(page.GetByText("0.80", new() { Exact = true })).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "JPEG" }).ClickAsync());
        Assert.Equal("small-restored.jpg", download.SuggestedFilename);

        await site.RestartAsync();
        await page.GotoAsync("/history");
        await page.GetByRole(AriaRole.Link, new() { Name = "small.png: Restored" }).ClickAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }
}
