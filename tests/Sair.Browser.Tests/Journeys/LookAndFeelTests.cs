using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class LookAndFeelTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Theme_Chosen_SurvivesAReload()
    {
        await using var visit = await chromium.VisitAsync(scheme: ColorScheme.Light);
        await visit.OpenAsync("/");
        var page = visit.Page.Locator("html");
        await Expect(page).ToHaveAttributeAsync("data-theme", "light");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Theme: system. Switch to light." }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Theme: light. Switch to dark." }).ClickAsync();
        await Expect(page).ToHaveAttributeAsync("data-theme", "dark");
        await visit.Page.ReloadAsync();

        await Expect(page).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/people")]
    [InlineData("/queue")]
    [InlineData("/batch")]
    [InlineData("/history")]
    [InlineData("/galleries")]
    [InlineData("/account")]
    [InlineData("/status")]
    [InlineData("/models")]
    public async Task Page_OnAPhone_DoesNotScrollSideways(string path)
    {
        await using var visit = await chromium.VisitAsync(width: 390, height: 844);

        await visit.OpenAsync(path);

        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Pages_AtEveryWidth_DoNotScrollSideways()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.AddPersonAsync("Anna Magdalena von und zu Langenname", TestPhotos.Anna);
        var person = page.Url;
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("a-photo-with-a-rather-long-name-as-telephones-give-them.png");
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        var result = page.Url;
        var wide = new List<string>();
        foreach (
            var path in (string[])
                ["/", "/photo", "/batch", "/people", person, "/queue", "/history", result, "/galleries", "/account", "/status", "/models"]
        )
        {
            await visit.OpenAsync(path);
            foreach (
                var width in (int[])
                    [320, 360, 390, 480, 600, 640, 641, 680, 720, 768, 820, 868, 900, 960, 980, 981, 1024, 1280, 1440, 1920, 2560]
            )
            {
                await page.SetViewportSizeAsync(width, 800);
                if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"))
                {
                    wide.Add($"{path} at {width}");
                }
            }
        }

        Assert.Empty(wide);
    }

    [Fact]
    public async Task Pages_LoadNothingFromElsewhereAndBreakNoPolicy()
    {
        await using var visit = await chromium.VisitAsync();
        var complaints = new List<string>();
        visit.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        visit.Page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(chromium.Site.Address, StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
            {
                complaints.Add(request.Url);
            }
        };

        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("clean.png");
        await Expect(visit.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await visit.OpenAsync("/history");
        await visit.OpenAsync("/status");

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Restore_WithTheKeyboardAlone_CanBeStarted()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("keyboard.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna));

        await restore.StartButton.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page).ToHaveURLAsync(RestorePage.RestorationAddress());
    }
}
