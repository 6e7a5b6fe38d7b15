using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class WholePhotoTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Photo_TwoPeopleKnown_AreProposedAndTheWholePhotoComesBack()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await AddPersonAsync(visit, "Anna", TestPhotos.Anna);
        await AddPersonAsync(visit, "Berta", TestPhotos.Berta);

        await UploadAsync(visit, TestPhotos.Png(600, 240, 90, TestPhotos.Berta, TestPhotos.Anna, (30, 200, 60)));

        var faces = page.GetByRole(AriaRole.Article);
        await Expect(faces).ToHaveCountAsync(3);
        await Expect(page.GetByText("3 faces found.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Most like Anna")).ToHaveCountAsync(1);
        await Expect(page.GetByText("Most like Berta")).ToHaveCountAsync(1);
        await Expect(page.GetByText("2 faces of 3 will be restored")).ToBeVisibleAsync();
        var stranger = faces.Filter(new() { HasNotText = "Most like" }).GetByRole(AriaRole.Combobox);
        await stranger.SelectOptionAsync("Restore without good photos");
        await Expect(page.GetByText("No engine here works without good photos")).ToBeVisibleAsync();
        await stranger.SelectOptionAsync("Leave as it is");
        await Photographer.TakeAsync(page, "photo");

        await page.GetByRole(AriaRole.Button, new() { Name = "Restore 2 faces" }).ClickAsync();

        await Expect(page.GetByAltText("The whole photo with its restored faces")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "restored" })).ToHaveCountAsync(2);
        await Expect(page.GetByText("Steepest edge around a face")).ToBeVisibleAsync();
        await Photographer.TakeAsync(page, "photo-restored");
    }

    [Fact]
    public async Task Photo_SamePersonTwice_IsSaidAndCanBeStarted()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await AddPersonAsync(visit, "Anna", TestPhotos.Anna);
        await UploadAsync(visit, TestPhotos.Png(600, 240, 90, TestPhotos.Berta, TestPhotos.Anna));

        var other = page.GetByRole(AriaRole.Article).Filter(new() { HasNotText = "Most like" });
        await other.GetByRole(AriaRole.Combobox).SelectOptionAsync("Restore as Anna");

        await Expect(page.GetByText("Two faces are both Anna")).ToBeVisibleAsync();
        await page.GetByText("I am sure that it is Anna").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Restore 2 faces" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Brush_PaintedWithPointerAndKeyboard_IsKeptAndUndone()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await UploadAsync(visit, TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep or ignore places" }).ClickAsync();
        var stage = page.Locator("[data-stage]");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep these marks" })).ToBeEnabledAsync();
        var box = (await stage.BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(box.X + (0.3f * box.Width), box.Y + (0.3f * box.Height));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (0.6f * box.Width), box.Y + (0.4f * box.Height), new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.GetByText("Ignore this damage").ClickAsync();
        await stage.FocusAsync();
        await stage.PressAsync("ArrowDown");
        await stage.PressAsync("Shift+ArrowDown");
        await stage.PressAsync("Space");
        var painted = await PaintedAsync(page);
        await stage.PressAsync("+");
        await stage.PressAsync("Shift+ArrowRight");
        await stage.PressAsync("Space");
        Assert.True(await PaintedAsync(page) > painted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.WaitForFunctionAsync(
            "least => { const c = document.querySelector('[data-painting]'); return c.getContext('2d').getImageData(0, 0, c.width, "
                + "c.height).data.filter((v, i) => i % 4 === 3 && v > 127).length === least; }",
            painted
        );
        await Photographer.TakeAsync(page, "brush");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep these marks" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Places are marked" }).ClickAsync();
        await page.WaitForFunctionAsync(
            "() => { const c = document.querySelector('[data-painting]'); return c && c.getContext('2d').getImageData(0, 0, c.width, "
                + "c.height).data.some((v, i) => i % 4 === 3 && v > 0); }"
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose scratches" }).ClickAsync();
        await Expect(page.GetByText(new Regex("No scratch was found|are marked as damage now"))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task NoFace_MarkedByFivePoints_IsThere()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await UploadAsync(visit, TestPhotos.Png(320, 240, 0));
        await Expect(page.GetByText("No face was found on this photo. If there is one, mark it by hand.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Mark a face by five points" }).ClickAsync();
        var stage = page.GetByRole(AriaRole.Application);
        await Expect(page.GetByText("Next: the left eye.")).ToBeVisibleAsync();
        var box = (await stage.BoundingBoxAsync())!;
        foreach (var (x, y) in ((float X, float Y)[])[(0.42f, 0.4f), (0.58f, 0.4f), (0.5f, 0.52f), (0.44f, 0.64f), (0.56f, 0.64f)])
        {
            await page.Mouse.ClickAsync(box.X + (x * box.Width), box.Y + (y * box.Height));
        }

        await Expect(page.GetByText("All five are set.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these points" }).ClickAsync();

        await Expect(page.GetByText("placed by hand")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Degradation_SetByHand_StaysAfterAReload()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await UploadAsync(visit, TestPhotos.Png(320, 240, 120, TestPhotos.Anna));

        await page.GetByRole(AriaRole.Button, new() { Name = "Blur, noise, JPEG" }).ClickAsync();
        await page.GetByLabel("Blur, px").FillAsync("1.5");
        await page.GetByLabel("Blur, px").BlurAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Blur, noise, JPEG (set)" })).ToBeVisibleAsync();
        await visit.OpenAsync(new Uri(page.Url).PathAndQuery);
        await page.GetByRole(AriaRole.Button, new() { Name = "Blur, noise, JPEG (set)" }).ClickAsync();

        await Expect(page.GetByLabel("Blur, px")).ToHaveValueAsync("1.5");
    }

    private static Task<int> PaintedAsync(IPage page) =>
        page.EvaluateAsync<int>(
            "() => { const c = document.querySelector('[data-painting]'); return c.getContext('2d').getImageData(0, 0, c.width, "
                + "c.height).data.filter((v, i) => i % 4 === 3 && v > 127).length; }"
        );

    internal static async Task UploadAsync(Visit visit, byte[] photo)
    {
        await visit.OpenAsync("/photo");
        var input = visit.Page.Locator("#whole-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            new FilePayload
            {
                Name = "wedding.png",
                MimeType = "image/png",
                Buffer = photo,
            }
        );
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/photo/"));
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "wedding.png" })).ToBeVisibleAsync();
    }

    internal static async Task AddPersonAsync(Visit visit, string name, (byte R, byte G, byte B) colour)
    {
        var page = visit.Page;
        await visit.OpenAsync("/people");
        await page.GetByLabel("Who is it?").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        var input = page.Locator("#album-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            Enumerable
                .Range(0, 2)
                .Select(i => new FilePayload
                {
                    Name = $"good{i}.png",
                    MimeType = "image/png",
                    Buffer = TestPhotos.Png(320 + (40 * i), 240, 110, colour),
                })
        );
        await Expect(page.GetByText("2 photos").First).ToBeVisibleAsync();
    }
}
