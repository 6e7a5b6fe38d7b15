using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class QueueTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Queue_CancelWaitingPauseAndGoOn_NeverTouchesTheRunningOne()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        var drafts = new List<string>();
        foreach (var name in (string[])["running.png", "second.png", "third.png"])
        {
            // The engine is held later, and with it the thread that looks for faces.
            await (await RestorePage.OpenAsync(visit)).FillSimpleAsync(name);
            drafts.Add(page.Url);
        }

        site.Engine.HoldAfter(5);
        foreach (var draft in drafts)
        {
            await visit.OpenAsync(draft);
            await new RestorePage(page).StartAsync();
        }

        await visit.OpenAsync("/queue");
        await Expect(page.GetByText("Waiting, place 2")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move third.png up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article).Nth(1).GetByRole(AriaRole.Link, new() { Name = "third.png", Exact = true }))
            .ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "queue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel second.png" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo cancelling second.png" })).ToBeVisibleAsync();
        await Expect(page.GetByText("1 running, 1 waiting.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause third.png" }).ClickAsync();
        await Expect(page.GetByText("Paused", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("Running, 12 %")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Go on with third.png" }).ClickAsync();
        site.Engine.Release();
        await Expect(page.GetByText("All done")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "running.png: Restored" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "third.png: Restored" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "second.png: Cancelled" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cancel_TwoClicksAtOnePlace_CancelOneAndUndoPutsItBack()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        var drafts = new List<string>();
        foreach (var name in (string[])["running.png", "second.png", "third.png"])
        {
            await (await RestorePage.OpenAsync(visit)).FillSimpleAsync(name);
            drafts.Add(page.Url);
        }

        site.Engine.HoldAfter(5);
        foreach (var draft in drafts)
        {
            await visit.OpenAsync(draft);
            await new RestorePage(page).StartAsync();
        }

        await visit.OpenAsync("/queue");
        await Expect(page.GetByText("1 running, 2 waiting.")).ToBeVisibleAsync();
        var button = await page.GetByRole(AriaRole.Button, new() { Name = "Cancel second.png" }).BoundingBoxAsync();
        var (x, y) = (button!.X + (button.Width / 2), button.Y + (button.Height / 2));
        await page.Mouse.ClickAsync(x, y);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo cancelling second.png" })).ToBeVisibleAsync();
        await page.Mouse.ClickAsync(x, y);
        await Photographer.TakeAsync(page, "queue-cancelled");

        await Expect(page.GetByText("1 running, 1 waiting.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel third.png" })).ToBeVisibleAsync();
        await Expect(page.GetByText("second.png was cancelled.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo cancelling second.png" }).ClickAsync();
        await Expect(page.GetByText("1 running, 2 waiting.")).ToBeVisibleAsync();
        await Expect(page.GetByText("second.png was cancelled.")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Article).Nth(1)).ToContainTextAsync("second.png");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel running.png" }).ClickAsync();
        await Expect(page.GetByText("Cancelled, it ends after this step")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        site.Engine.Release();
        await Expect(page.GetByText("All done")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(": Restored") })).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task History_DeletedWhileRunningAndWaiting_UndoLetsBothGoOn()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        var drafts = new List<string>();
        foreach (var name in (string[])["running.png", "waiting.png"])
        {
            await (await RestorePage.OpenAsync(visit)).FillSimpleAsync(name);
            drafts.Add(page.Url);
        }

        site.Engine.HoldAfter(5);
        foreach (var draft in drafts)
        {
            await visit.OpenAsync(draft);
            await new RestorePage(page).StartAsync();
        }

        await visit.OpenAsync("/history");
        foreach (var name in (string[])["waiting.png", "running.png"])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Delete {name}" }).ClickAsync();
            await Expect(page.GetByText($"{name} was deleted.")).ToBeVisibleAsync();
        }

        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(": (Running|Waiting|Cancelled)") })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByText("waiting.png was deleted.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("waiting.png: Waiting") })).ToBeVisibleAsync();
        await visit.OpenAsync("/queue");
        await Expect(page.GetByText("1 running, 1 waiting.")).ToBeVisibleAsync();
        site.Engine.Release();
        await Expect(page.GetByText("All done")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");

        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(": Restored") })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Batch_SeveralPhotos_RunsThemAllWithOnePerson()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await ChooseAsync(page, "album", ("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna)));
        await Expect(page.GetByText("1 photo", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Restore many" }).ClickAsync();
        await ChooseAsync(
            page,
            "targets",
            ("one.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna)),
            ("group.png", TestPhotos.Png(320, 120, 40, TestPhotos.Berta, TestPhotos.Anna))
        );
        await Expect(page.GetByText("2 photos ready.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Most like the person")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "batch");
        site.Engine.HoldAfter(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore all" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 photos of Anna" })).ToBeVisibleAsync();
        await Expect(page.GetByText("0 of 2 restored, 2 to go.")).ToBeVisibleAsync();
        await visit.OpenAsync("/queue");
        await Expect(page.GetByText("of a batch")).ToHaveCountAsync(2);
        site.Engine.FailAt = 5;
        site.Engine.HoldAfter(10);
        await page.GetByRole(AriaRole.Link, new() { Name = "of a batch" }).First.ClickAsync();
        await Expect(page.GetByText("0 of 2 restored, 2 failed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("This did not work here")).ToHaveCountAsync(2);
        await Photographer.TakeAsync(page, "batch-failed");
        site.Engine.FailAt = null;
        site.Engine.Release();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try the 2 failed again" }).ClickAsync();
        await Expect(page.GetByText("2 of 2 restored.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("2 of 2 restored.")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "batch-results");

        var waiting = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Download all (2)" }).ClickAsync();
        await using (var stream = await (await waiting).CreateReadStreamAsync())
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            using var archive = new ZipArchive(content);
            Assert.Equal(["group-restored.jpg", "one-restored.jpg"], archive.Entries.Select(entry => entry.Name).Order());
            Assert.All(archive.Entries, entry => Assert.True(entry.Length > 0));
        }

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^one.png: Restored") }).ClickAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "of a batch" })).ToHaveCountAsync(4);
        await visit.OpenAsync("/batch");
        await page.GetByRole(AriaRole.Region, new() { Name = "Earlier batches" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByText("2 of 2 restored.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Batch_MoreThanMayWait_IsToldBeforeAnythingBegins()
    {
        await using var site = await TestSite.StartAsync(settings: ["--Worker:WaitingPerUser", "1"]);
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await ChooseAsync(page, "album", ("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna)));
        await Expect(page.GetByText("1 photo", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Restore many" }).ClickAsync();
        await ChooseAsync(
            page,
            "targets",
            ("one.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna)),
            ("two.png", TestPhotos.Png(168, 120, 40, TestPhotos.Anna))
        );
        await Expect(page.GetByText("2 photos ready.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Restore all" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("These are 2 restorations, and only 1 more may wait at once");
        await Expect(page.GetByText("2 photos ready.")).ToBeVisibleAsync();
        await visit.OpenAsync("/queue");
        await Expect(page.GetByText("All done")).ToBeVisibleAsync();
    }

    private static async Task ChooseAsync(IPage page, string zone, params (string Name, byte[] Content)[] files)
    {
        var input = page.Locator($"#{zone}-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            files.Select(file => new FilePayload
            {
                Name = file.Name,
                MimeType = "image/png",
                Buffer = file.Content,
            })
        );
    }
}
