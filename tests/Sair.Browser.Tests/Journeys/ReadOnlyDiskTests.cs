using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class ReadOnlyDiskTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Pages_OnADiskThatTakesNothing_SayItAndKeepWhatWasTyped()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await (await RestorePage.OpenAsync(visit)).FillSimpleAsync("old.png");
        await new RestorePage(page).StartAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        var result = page.Url;
        await visit.OpenAsync("/people");
        site.IsWriteProtected = true;

        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        var told = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "cannot be written to" });
        await Expect(told).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Who is it?")).ToHaveValueAsync("Anna");
        await Photographer.TakeAsync(page, "read-only-disk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss the message" }).ClickAsync();
        await Expect(told).ToBeHiddenAsync();

        await visit.OpenAsync("/history");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Delete old.png") }).ClickAsync();
        await Expect(told).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^old.png: Restored") })).ToBeVisibleAsync();

        await visit.OpenAsync(result);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Delete") }).First.ClickAsync();
        await Expect(told).ToBeVisibleAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();

        site.IsWriteProtected = false;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Anna" })).ToBeVisibleAsync();
    }
}
