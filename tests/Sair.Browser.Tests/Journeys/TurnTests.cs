using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class TurnTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Restore_PhotoThatLies_IsTurnedByOneButtonAndBackByUndo()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.SetTargetAsync("scan.png", TestPhotos.Lying(90, 320, 240, 120, TestPhotos.Anna));
        await Expect(restore.Target.GetByText("seems to lie on its side")).ToBeVisibleAsync();
        await Expect(restore.Target.GetByText("240 × 320 px")).ToBeVisibleAsync();

        await restore.Target.GetByRole(AriaRole.Button, new() { Name = "Turn it upright" }).ClickAsync();

        await Expect(restore.Target.GetByText("320 × 240 px")).ToBeVisibleAsync();
        await Expect(restore.Target.GetByText("seems to lie on its side")).ToHaveCountAsync(0);
        await Expect(restore.Target.GetByRole(AriaRole.Button, new() { Name = "Face 1 of 1" })).ToBeVisibleAsync();
        Assert.True(await ShownWideAsync(restore));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(restore.Target.GetByText("240 × 320 px")).ToBeVisibleAsync();
        await restore.Target.GetByRole(AriaRole.Button, new() { Name = "Leave scan.png as it is" }).ClickAsync();
        await Expect(restore.Target.GetByText("seems to lie on its side")).ToHaveCountAsync(0);

        await restore.Target.GetByRole(AriaRole.Button, new() { Name = "Turn scan.png right" }).ClickAsync();
        await Expect(restore.Target.GetByText("320 × 240 px")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Batch_SeveralPhotosThatLie_AreTurnedTogether()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/batch");
        var input = page.Locator("#targets-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync([
            File("a.png", TestPhotos.Lying(90, 320, 240, 120, TestPhotos.Anna)),
            File("b.png", TestPhotos.Lying(180, 320, 240, 100, TestPhotos.Anna)),
            File("c.png", TestPhotos.Png(320, 240, 110, TestPhotos.Anna)),
        ]);
        await Expect(page.GetByText("2 photos seem not to stand upright.")).ToBeVisibleAsync();
        await Expect(page.GetByText("seems to stand on its head")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Turn all of them upright" }).ClickAsync();

        await Expect(page.GetByText(new Regex("seems to (lie|stand)"))).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("2 photos seem not to stand upright.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Photo_TurnedAndRestored_IsDownloadedUpright()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await WholePhotoTests.AddPersonAsync(visit, "Anna", TestPhotos.Anna);
        await WholePhotoTests.UploadAsync(visit, TestPhotos.Lying(270, 320, 240, 90, TestPhotos.Anna));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn it upright" }).ClickAsync();
        await Expect(page.GetByText("320 × 240 px")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Restore this face" }).ClickAsync();

        var whole = page.GetByAltText("The whole photo with its restored faces");
        await Expect(whole).ToBeVisibleAsync();
        Assert.True(
            await whole.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth === 320 && image.naturalHeight === 240)")
        );
    }

    private static FilePayload File(string name, byte[] content) =>
        new()
        {
            Name = name,
            MimeType = "image/png",
            Buffer = content,
        };

    private static Task<bool> ShownWideAsync(RestorePage restore) =>
        restore
            .Target.Locator("img")
            .First.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > image.naturalHeight)");
}
