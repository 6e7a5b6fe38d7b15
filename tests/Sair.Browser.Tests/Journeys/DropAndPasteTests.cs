using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class DropAndPasteTests(ChromiumFixture chromium)
{
    private const string TransferOf = """
        ([name, base64]) => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type: "image/png" }));
          return transfer;
        }
        """;

    [Fact]
    public async Task Drop_OnAZone_UploadsTheFile()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        var zone = visit.Page.Locator("#references");
        await Expect(zone.Locator("input")).ToBeEnabledAsync();

        await zone.DispatchEventAsync("drop", new { dataTransfer = await TransferAsync(visit.Page, "dropped.png") });

        await Expect(restore.References.GetByRole(AriaRole.Button, new() { Name = "Remove dropped.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Paste_Anywhere_GoesToTheZoneUnderThePointer()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await Expect(visit.Page.Locator("#target input")).ToBeEnabledAsync();
        await visit.Page.Locator("#target").HoverAsync();

        await visit.Page.EvaluateAsync(
            "transfer => document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }))",
            await TransferAsync(visit.Page, "pasted.png")
        );

        await Expect(restore.Target.GetByText("pasted.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Folder_OfAllSortsOfFiles_TakesEveryPhotoAndNamesWhatItLeavesOut()
    {
        using var folder = new TemporaryFolder();
        var png = TestPhotos.Png(160, 120, 40, TestPhotos.Anna);
        foreach (
            var (name, content) in new (string, byte[])[]
            {
                ("DSC1.HIF", png),
                ("old.jpe", TestPhotos.Png(170, 120, 40, TestPhotos.Anna)),
                ("notes.txt", [1]),
                ("film.mov", [1]),
                ("._DSC1.HIF", [0, 5, 22, 7]),
                (".trash/a.png", png),
            }
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.Path, name))!);
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, name), content);
        }

        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        var input = page.Locator("[data-upload-folder=album]");
        await Expect(input).ToBeEnabledAsync();

        await input.SetInputFilesAsync(folder.Path);

        await Expect(page.GetByText("2 files are no photos that Sair reads and were left out:")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove DSC1.HIF" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove old.jpe" })).ToBeVisibleAsync();
        await Expect(page.Locator(".album > li")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    private static Task<IJSHandle> TransferAsync(IPage page, string name) =>
        page.EvaluateHandleAsync(TransferOf, new[] { name, Convert.ToBase64String(TestPhotos.Png(160, 120, 40, TestPhotos.Anna)) });
}
