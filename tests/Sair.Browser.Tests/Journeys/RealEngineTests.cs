using System.Diagnostics;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.TestKit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class RealEngineTests(ChromiumFixture chromium, ITestOutputHelper output)
{
    private const int SmallWidth = 96;

    private static readonly int s_tuning = Photographer.IsWanted ? 100 : 8;
    private static readonly int s_iterations = Photographer.IsWanted ? 80 : 40;

    // A search that is long enough for a picture takes minutes on a busy machine.
    private static readonly float s_patience = Photographer.IsWanted ? 10 * Visit.PatienceMilliseconds : Visit.PatienceMilliseconds;

    [SkippableFact]
    public async Task Restore_WithSairAndItsFaceModel_FindsTheFaceAndRestoresIt()
    {
        var catalog = ModelCatalog.Read(ModelsFolder.Locate());
        var missing = KnownEngines.All[0].Descriptor.RequiredModels.Where(model => catalog.Find(model) is null).ToList();
        Skip.If(missing.Count > 0, $"models/catalog.json does not list {string.Join(", ", missing)}.");
        var faces = Path.Combine(Fixtures.Repository, "tests/Sair.Engine.Tests/Faces/Fixtures");
        var photo = await File.ReadAllBytesAsync(Path.Combine(faces, "sd3_female7_512x440.png"));
        var other = await File.ReadAllBytesAsync(Path.Combine(faces, "gan_male_512x512.png"));
        await using var site = await TestSite.StartAsync(real: true);
        await using var visit = await chromium.VisitAsync(site);
        var restore = await RestorePage.OpenAsync(visit);

        // No copy of the photo, however changed, is taken as its good photo: another face is, which has to be confirmed.
        await restore.AddReferenceAsync("good.png", other);
        await restore.SetTargetAsync("small.png", Shrink(photo));
        var confirmation = visit.Page.GetByText("I am sure that it is the same person");
        await Expect(confirmation.Or(visit.Page.GetByText("It cannot be told from this photo")).First).ToBeVisibleAsync();
        if (await confirmation.CountAsync() > 0)
        {
            await confirmation.ClickAsync();
        }

        await Photographer.TakeAsync(visit.Page, "restore");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Expert options" }).ClickAsync();
        await visit.Page.GetByLabel("Iterations").FillAsync($"{s_iterations}");
        await visit.Page.GetByLabel("Iterations").BlurAsync();
        await visit.Page.GetByLabel("Reference tuning").FillAsync($"{s_tuning}");
        await visit.Page.GetByLabel("Reference tuning").BlurAsync();
        var watch = Stopwatch.StartNew();
        await restore.StartAsync();
        await Expect(visit.Page.Locator("img[data-iteration]")).ToBeVisibleAsync();
        output.WriteLine($"first preview on the page {watch.ElapsedMilliseconds} ms after the click on Restore");
        if (Photographer.IsWanted)
        {
            var middle = s_tuning + (s_iterations / 2);
            await visit.Page.WaitForFunctionAsync(
                "least => Number(document.querySelector('img[data-iteration]')?.dataset.iteration ?? least) >= least",
                middle,
                new() { Timeout = s_patience }
            );
        }

        await Photographer.TakeAsync(visit.Page, "live");
        await using var second = await chromium.VisitAsync(site);
        watch.Restart();
        await second.OpenAsync("/people");
        output.WriteLine($"another page opened and answering {watch.ElapsedMilliseconds} ms after it was asked for, during the run");

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync(new() { Timeout = s_patience });
        await Expect(visit.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".curve[data-term=total] .curve-line"))
            .ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("L.*L"));
        await Photographer.TakeAsync(visit.Page, "result");
    }

    /// <summary>A person is learned to the end, which takes many minutes: only where pictures are wanted.</summary>
    [SkippableFact]
    public async Task Person_LearnedFromTheAlbum_GoesFromAbsentToCurrentToOutOfDate()
    {
        var album = Path.Combine(Environment.GetEnvironmentVariable("SAIR_SHARED") ?? "", "data/faces/eval/lfw/Halle_Berry");
        Skip.IfNot(
            Photographer.IsWanted && Directory.Exists(album),
            "SAIR_SCREENSHOTS and SAIR_SHARED name no folders, or there are no photos in the second."
        );
        await using var site = await TestSite.StartAsync(real: true);
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Halle");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(page.Locator("#album-file")).ToBeEnabledAsync();
        await page.Locator("#album-file").SetInputFilesAsync(Directory.GetFiles(album).Order(StringComparer.Ordinal).Take(4));
        await Expect(page.Locator(".album > li")).ToHaveCountAsync(4);
        await Expect(page.GetByText("has not learned Halle yet")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "model-absent");
        var person = page.Url;

        await page.GetByRole(AriaRole.Button, new() { Name = "Learn now" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(RestorePage.RestorationAddress());
        await Expect(page.Locator("img[data-iteration]")).ToBeVisibleAsync(new() { Timeout = s_patience });
        await Photographer.TakeAsync(page, "model-live");
        await visit.OpenAsync(person);
        await Expect(page.GetByText("is being learned now")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "model-learning");
        await Expect(page.GetByText("restorations with it begin at once")).ToBeVisibleAsync(new() { Timeout = s_patience });
        await Photographer.TakeAsync(page, "model-current");

        await Expect(page.Locator("#album-file")).ToBeEnabledAsync();
        await page.Locator("#album-file").SetInputFilesAsync(Directory.GetFiles(album).Order(StringComparer.Ordinal).Skip(4));
        await Expect(page.GetByText("out of date")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Learn again" })).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "model-out-of-date");
    }

    private static byte[] Shrink(byte[] photo)
    {
        var image = ImageDecoder.Decode(photo).Image;
        return ImageEncoder.Encode(ImageResizer.Resize(image, SmallWidth, image.Height * SmallWidth / image.Width), ImageFormat.Png);
    }
}
