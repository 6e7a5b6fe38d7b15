using System.Globalization;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Engine.Weights;
using Sair.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>A photo of twelve megapixels, as phones take it, through the whole site with the real instant engine.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PhonePhotoTests(ChromiumFixture chromium)
{
    private const int PortraitWidth = 420;

    [SkippableFact]
    public async Task Photo_OfTwelveMegapixels_IsRestoredPutBackAndDownloadedUprightWithItsDate()
    {
        var instant = KnownEngines.All.Single(engine => engine.Descriptor.Id == "iqpfr").Descriptor;
        var catalog = ModelCatalog.Read(ModelsFolder.Locate());
        Skip.If(instant.RequiredModels.Any(model => catalog.Find(model) is null), "models/catalog.json does not list the instant pack.");
        var portrait = ImageDecoder
            .Decode(
                await File.ReadAllBytesAsync(
                    Path.Combine(Fixtures.Repository, "tests/Sair.Engine.Tests/Faces/Fixtures/sd3_female7_512x440.png")
                )
            )
            .Image;
        var photo = PhonePhoto.Jpeg(portrait, PortraitWidth);
        await using var site = await TestSite.StartAsync(real: true);
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;

        await visit.OpenAsync("/photo");
        var input = page.Locator("#whole-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            new FilePayload
            {
                Name = "IMG_0001.jpg",
                MimeType = "image/jpeg",
                Buffer = photo,
            }
        );
        await Expect(page.GetByText($"{PhonePhoto.UprightWidth} × {PhonePhoto.UprightHeight} px")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 face found.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Combobox).SelectOptionAsync("Restore without good photos");
        await page.GetByText("Instant", new() { Exact = false }).First.ClickAsync();
        await Photographer.TakeAsync(page, "phone-photo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore this face" }).ClickAsync();
        await Expect(page.GetByAltText("The whole photo with its restored faces")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "phone-photo-restored");

        foreach (var format in (string[])["JPEG", "PNG"])
        {
            var file = await DownloadAsync(page, format);
            var image = ImageDecoder.Decode(file).Image;
            Assert.Equal((PhonePhoto.UprightWidth, PhonePhoto.UprightHeight), (image.Width, image.Height));
            Assert.Equal(
                PhonePhoto.Taken,
                PhotoMetadata
                    .Read(file, new DateTime(2100, 1, 1))
                    .Taken?.Clock.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture)
            );
        }

        await page.GetByLabel("Picture").SelectOptionAsync(new SelectOptionValue { Label = "whole photo, 2 × larger" });
        var large = ImageDecoder.Decode(await DownloadAsync(page, "JPEG")).Image;
        Assert.Equal((2 * PhonePhoto.UprightWidth, 2 * PhonePhoto.UprightHeight), (large.Width, large.Height));
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string format)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".download", new() { HasText = format }).ClickAsync());
        Assert.Null(await download.FailureAsync());
        return await File.ReadAllBytesAsync((await download.PathAsync())!);
    }
}
