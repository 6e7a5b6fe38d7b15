using System.Text.Json;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>axe-core finds nothing serious on any page, by day and by night.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AccessibilityTests(ChromiumFixture chromium)
{
    private const string Run =
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
        + ".filter(violation => ['serious', 'critical'].includes(violation.impact))"
        + ".map(violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ')} "
        + "${violation.nodes[0].failureSummary}`)";

    private static readonly string s_axe = Path.Combine(AppContext.BaseDirectory, "axe.min.js");

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_WithContent_HaveNoSeriousFinding(ColorScheme scheme)
    {
        Skip.IfNot(File.Exists(s_axe), "axe-core is not installed: run 'make assets' and build again.");
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site, scheme: scheme);
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync("Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        var input = page.Locator("#album-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            new FilePayload
            {
                Name = "good.png",
                MimeType = "image/png",
                Buffer = TestPhotos.Png(320, 240, 120, TestPhotos.Anna),
            }
        );
        await Expect(page.GetByText("1 photo", new() { Exact = true })).ToBeVisibleAsync();
        var findings = await CheckAsync(page, "person");
        var restore = await RestorePage.OpenAsync(visit);
        await restore.FillSimpleAsync("small.png");
        findings.AddRange(await CheckAsync(page, "restore"));
        site.Engine.HoldAfter(5);
        await restore.StartAsync();
        await Expect(page.Locator("img[data-iteration]")).ToBeVisibleAsync();
        findings.AddRange(await CheckAsync(page, "live"));
        site.Engine.Release();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restored" })).ToBeVisibleAsync();
        findings.AddRange(await CheckAsync(page, "result"));
        foreach (var path in (string[])["/people", "/queue", "/history", "/galleries", "/account", "/status", "/batch"])
        {
            await visit.OpenAsync(path);
            findings.AddRange(await CheckAsync(page, path));
        }

        Assert.Empty(findings);
    }

    private static async Task<List<string>> CheckAsync(IPage page, string name)
    {
        // As an evaluation, because the page's policy lets no script in from elsewhere.
        await page.EvaluateAsync(await File.ReadAllTextAsync(s_axe));
        var findings = await page.EvaluateAsync<JsonElement>(Run);
        return [.. findings.EnumerateArray().Select(finding => $"{name}: {finding.GetString()}")];
    }
}
