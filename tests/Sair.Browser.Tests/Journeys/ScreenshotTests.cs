using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>Takes the pictures for the documentation: set SAIR_SCREENSHOTS to a folder, and SAIR_PHOTOS to one with good.jpg, good2.jpg and bad.jpg.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScreenshotTests(ChromiumFixture chromium)
{
    private const int LiveIteration = 60;

    private static readonly string? s_folder = Environment.GetEnvironmentVariable("SAIR_SCREENSHOTS");
    private static readonly string? s_photos = Environment.GetEnvironmentVariable("SAIR_PHOTOS");

    [SkippableTheory]
    [InlineData("light", 1280, 900, ColorScheme.Light)]
    [InlineData("dark", 1280, 900, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    public async Task Journey_OnRequest_IsPhotographed(string name, int width, int height, ColorScheme scheme)
    {
        Skip.If(s_folder is null || s_photos is null, "SAIR_SCREENSHOTS and SAIR_PHOTOS are not set.");
        await using var site = await TestSite.StartAsync(real: true);
        await using var visit = await chromium.VisitAsync(site, width, height, scheme);
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.jpg", await ReadAsync("good.jpg"));
        await restore.AddReferenceAsync("good2.jpg", await ReadAsync("good2.jpg"));
        await restore.SetTargetAsync("bad.jpg", await ReadAsync("bad.jpg"));
        await PhotographAsync(visit.Page, $"{name}-restore");
        await restore.StartAsync();
        await Expect(visit.Page.GetByText($"Iteration {LiveIteration} of")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await PhotographAsync(visit.Page, $"{name}-live");
        await Expect(visit.Page.Locator("img-comparison-slider.rendered")).ToBeVisibleAsync(new() { Timeout = 600_000 });
        await PhotographAsync(visit.Page, $"{name}-result");
    }

    private static Task<byte[]> ReadAsync(string name) => File.ReadAllBytesAsync(Path.Combine(s_photos!, name));

    private static async Task PhotographAsync(IPage page, string name)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ScreenshotAsync(new() { Path = Path.Combine(s_folder!, $"{name}.png"), FullPage = true });
    }
}
