using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class GalleryTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Gallery_SharedWithPasswordVotedAndRevoked_ShowsOnlyWhatWasChosen()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        foreach (var name in (string[])["first.png", "second.png"])
        {
            await (await RestorePage.OpenAsync(visit)).StartSimpleAsync(name);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();
        }

        await visit.OpenAsync("/history");
        await page.GetByLabel("Choose first.png").CheckAsync();
        await page.GetByLabel("Choose second.png").CheckAsync();
        await Photographer.TakeAsync(page, "history");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a gallery" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/galleries/"));
        var gallery = new Uri(page.Url).AbsolutePath;
        await page.GetByLabel("Password, if it shall have one").FillAsync("family");
        if (await page.GetByText("Share anyway.").CountAsync() > 0)
        {
            await page.GetByText("Share anyway.").ClickAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        var address = await page.Locator("code").InnerTextAsync();
        await Photographer.TakeAsync(page, "gallery");

        await using var family = await chromium.VisitAsync(site, width: 390, height: 844);
        await family.Page.GotoAsync(address);
        await family.Page.GetByLabel("Password").FillAsync("family");
        await family.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Expect(family.Page.GetByAltText("Picture 2, restored")).ToBeVisibleAsync();
        await Expect(family.Page.GetByText("first.png")).ToHaveCountAsync(0);
        await family.Page.GetByRole(AriaRole.Button, new() { Name = "This one looks most like the person" }).First.ClickAsync();
        await Expect(family.Page.GetByText("Thank you: you chose picture 1.")).ToBeVisibleAsync();
        await Photographer.TakeAsync(family.Page, "shared");

        await visit.OpenAsync(gallery);
        await Expect(page.GetByText("Only this computer can open links to 127.0.0.1.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Picture 1 · 1 vote")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByText("revoked,")).ToBeVisibleAsync();
        await family.Page.GotoAsync(address);
        await Expect(family.Page.GetByText("This link does not work")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task FirstRun_SetUpAndDeleteMyData_SaysWhatWasRemoved()
    {
        await using var site = await TestSite.StartAsync(signIn: true);
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await page.GotoAsync("/");
        await Photographer.TakeAsync(page, "set-up");
        await page.GetByLabel("Name").FillAsync("Olga");
        await page.GetByLabel("Password, at least 10 characters").FillAsync("correct horse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Expect(page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("mine.png");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();

        await visit.OpenAsync("/account");
        await Photographer.TakeAsync(page, "account");
        await page.GetByLabel("Name of the new member").FillAsync("Stefan");
        await page.GetByLabel("First password of the new member").FillAsync("battery staple");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Stefan" })).ToBeVisibleAsync();
        await page.GetByLabel("What is the key for?").FillAsync("backup script");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        await Expect(page.GetByText("Copy it now")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Stefan" }).ClickAsync();
        await Photographer.TakeAsync(page, "members", whole: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Stefan for good" }).ClickAsync();
        await Expect(page.GetByText("Stefan")).ToHaveCountAsync(0);
        await page.GetByLabel("Type “delete” to delete everything of yours").FillAsync("delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete my data" }).ClickAsync();
        await Expect(page.GetByText("2 photos, 2 face descriptors, 1 restoration")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "sign-in");
    }
}
