using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Engine.Imaging;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class RestoreJourneyTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Restore_OnePhotoAndOneReference_ShowsResultThatSurvivesARestart()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("small.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna));
        await Expect(page.GetByText("This looks like the person on the good photos.")).ToBeVisibleAsync();

        site.Engine.HoldAfter(10);
        await restore.StartAsync();
        await Expect(page.GetByText("Iteration 10 of 40")).ToBeVisibleAsync();
        await Expect(page.Locator(".curve[data-term=total] .curve-value")).ToHaveTextAsync("12.3");
        await Expect(page.Locator("img[data-iteration]")).ToBeVisibleAsync();

        site.Engine.Release();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(page.GetByText("Its likeness was 0.10 before.")).ToBeVisibleAsync();

        // An open page may be about to send something to the server that ends, which is another matter than what survives.
        await page.GotoAsync("about:blank");
        await site.RestartAsync();
        await visit.OpenAsync("/history");
        await page.GetByRole(AriaRole.Link, new() { Name = "small.png: Restored" }).ClickAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(page.Locator(".curve[data-term=total] .curve-value")).ToHaveTextAsync("3");
    }

    [Theory]
    [InlineData("PNG", "download.png", new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' })]
    [InlineData("JPEG", "download.jpg", new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData("WebP", "download.webp", new byte[] { (byte)'R', (byte)'I', (byte)'F', (byte)'F' })]
    public async Task Download_EachFormat_HasItsNameAndContent(string format, string name, byte[] signature)
    {
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("download.tif");
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = format });

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());

        Assert.Equal(name.Replace("download", "download-restored", StringComparison.Ordinal), download.SuggestedFilename);
        await using var content = await download.CreateReadStreamAsync();
        var head = new byte[signature.Length];
        await content.ReadExactlyAsync(head);
        Assert.Equal(signature, head);
    }

    [Fact]
    public async Task Download_WholePhoto_HasThePhotosSizeTimesTwoAndTheFaceInIt()
    {
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("whole.png");
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "In the photo" }).ClickAsync();
        var shown = visit.Page.GetByAltText("The whole photo with its restored faces");
        await Expect(shown).ToHaveJSPropertyAsync("naturalWidth", 160);
        await Photographer.TakeAsync(visit.Page, "result-in-photo");
        await visit.Page.GetByLabel("Picture").SelectOptionAsync("2");

        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            visit.Page.GetByRole(AriaRole.Link, new() { Name = "PNG" }).ClickAsync()
        );

        await using var content = await download.CreateReadStreamAsync();
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory);
        var image = ImageDecoder.Decode(memory.ToArray()).Image;
        var plain = ImageResizer.Resize(ImageDecoder.Decode(TestPhotos.Png(160, 120, 40, TestPhotos.Anna)).Image, 320, 240);
        Assert.Equal((320, 240), (image.Width, image.Height));
        Assert.Equal(plain.Pixels[..60], image.Pixels[..60]);
        Assert.NotEqual(plain.Pixels, image.Pixels);
    }

    [Theory]
    [InlineData(
        7600,
        false,
        "4 times larger, the photo would have 30400×120 pixels, more than the 30,000 a side that are made: choose 2 times larger."
    )]
    [InlineData(
        5000,
        true,
        "4 times larger, the photo would have 20000×120 pixels, more than the 16,383 a side of a WebP file: choose PNG, JPEG or 2 "
            + "times larger."
    )]
    public async Task Download_LargerThanThereCanBe_IsNotOfferedAndThePageSaysWhy(int width, bool isOfferedInOtherFormats, string sentence)
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("long.png", TestPhotos.Png(width, 30, 24, TestPhotos.Anna));
        await restore.StartAsync();
        var part = visit.Page.GetByLabel("Picture");

        await Expect(part.Locator("option[value='2']")).ToBeEnabledAsync();
        if (isOfferedInOtherFormats)
        {
            await part.SelectOptionAsync("4");
            await Expect(visit.Page.Locator("a.download")).ToHaveCountAsync(2);
            await Expect(visit.Page.Locator(".download[aria-disabled]")).ToHaveTextAsync(new Regex("WEBP"));
        }
        else
        {
            await Expect(part.Locator("option[value='4']")).ToBeDisabledAsync();
        }

        await Expect(visit.Page.Locator("#download-limits")).ToHaveTextAsync(sentence);
    }

    [Fact]
    public async Task Download_ThatFails_SaysWhyOnThePage()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("gone.png");
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "PNG" });
        await Expect(link).ToBeVisibleAsync();
        await using (var context = await site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync())
        {
            File.Delete(site.Services.GetRequiredService<BlobStore>().PathOf((await context.Restorations.SingleAsync()).ResultBlob));
        }

        await link.ClickAsync();

        await Expect(visit.Page.Locator("[data-message]")).ToContainTextAsync("A stored picture is missing from the data directory");
    }

    [Fact]
    public async Task Restore_AfterReload_KeepsPhotosAndChoice()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("kept.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("two.png", TestPhotos.Png(300, 160, 60, TestPhotos.Anna, TestPhotos.Berta));
        var second = restore.Target.GetByRole(AriaRole.Button, new() { Name = "Face 2 of 2" });
        await second.ClickAsync();
        await Expect(second).ToHaveAttributeAsync("aria-pressed", "true");

        await visit.Page.ReloadAsync();

        await Expect(second).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(restore.References.GetByRole(AriaRole.Button, new() { Name = "Remove kept.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Restart_WhileAPageIsOpen_SaysSoAndGoesOn()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var restore = await RestorePage.OpenAsync(visit);
        await restore.SetTargetAsync("patient.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna));

        await site.RestartAsync(() => Expect(visit.Page.GetByText("Connecting again…")).ToBeVisibleAsync());

        await Expect(visit.Page.GetByText("Connecting again…")).ToBeHiddenAsync();
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await Expect(restore.Target.GetByText("patient.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task History_Delete_HidesTheEntryUntilItIsUndone()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("unwanted.png");
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        var picture = await page.Locator("[slot=second] img:last-child").GetAttributeAsync("src");
        var entry = page.GetByRole(AriaRole.Link, new() { Name = "unwanted.png: Restored" });

        await visit.OpenAsync("/history");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete unwanted.png" }).ClickAsync();
        await Expect(entry).ToHaveCountAsync(0);
        Assert.Equal(404, (await page.APIRequest.GetAsync(picture!)).Status);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(entry).ToHaveCountAsync(1);
    }
}
