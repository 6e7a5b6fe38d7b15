using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class PeopleTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task AddPerson_EnterBeforeTheServerAnswered_AddsThePerson()
    {
        await using var visit = await chromium.VisitAsync();
        await visit.OpenAsync("/people");

        await visit
            .Page.GetByLabel("Who is it?")
            .EvaluateAsync(
                """
                input => {
                  input.value = "Quick";
                  input.dispatchEvent(new Event("input", { bubbles: true }));
                  input.form.querySelector("button[type=submit]").click();
                }
                """
            );

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Quick" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Album_TwelvePhotosAtOnce_FindsTheStrangerAndServesARestoration()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Grandma Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Grandma Anna" })).ToBeVisibleAsync();

        var input = page.Locator("#album-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            Enumerable
                .Range(0, 12)
                .Select(i => new FilePayload
                {
                    Name = $"photo{i:00}.png",
                    MimeType = "image/png",
                    Buffer = TestPhotos.Png(320 + i, 240, 100 + (2 * i), i == 7 ? TestPhotos.Berta : TestPhotos.Anna),
                })
                .Append(
                    new FilePayload
                    {
                        Name = "letter.png",
                        MimeType = "image/png",
                        Buffer = [1, 2, 3],
                    }
                )
        );

        await Expect(page.GetByText("12 of 13 files done, 1 not taken")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 photo needs a look: it comes first.")).ToBeVisibleAsync();
        var first = page.GetByRole(AriaRole.Article).First;
        await Expect(first.GetByText("photo07.png")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "person");
        await first.GetByRole(AriaRole.Button, new() { Name = "Remove photo07.png" }).ClickAsync();
        await Expect(page.GetByText("11 photos")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Restore a photo" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/\?person="));
        var restore = new RestorePage(page);
        await Expect(restore.References.Locator("article").First).ToBeVisibleAsync();
        await restore.SetTargetAsync("small.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna));
        await Photographer.TakeAsync(page, "restore-person");
        await restore.StartAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();
        await Expect(
                page.GetByText(new System.Text.RegularExpressions.Regex("away from [0-9]+ album photos? that the restoration has not seen"))
                    .Or(page.GetByText("No photos of an album were held back"))
                    .First
            )
            .ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "result");
        await page.GetByRole(AriaRole.Tab, new() { Name = "What was invented" }).ClickAsync();
        await Expect(page.GetByAltText("The photo in grey, coloured where the result contradicts it")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Zoom" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Expect(page.Locator(".zoom")).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("--scale: 1.5"));
        await Photographer.TakeAsync(page, "result-zoom");

        await visit.OpenAsync("/people");
        await Expect(page.GetByText("11 photos, 1 restoration")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "people");
    }

    [Fact]
    public async Task Person_Deleted_CanBeBroughtBack()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Uncle Otto");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Uncle Otto" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByText("Uncle Otto and the album were deleted.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Uncle Otto" })).ToBeVisibleAsync();
    }
}
