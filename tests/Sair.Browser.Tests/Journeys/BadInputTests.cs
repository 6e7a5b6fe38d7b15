using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class BadInputTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Upload_SeveralFilesOneBad_SaysWhyAndKeepsTheOthers()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);

        await restore.ChooseReferencesAsync(
            ("text.jpg", "this is no picture"u8.ToArray()),
            ("fine.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna)),
            ("empty.jpg", [])
        );

        await Expect(ErrorOf(restore, "text.jpg")).ToContainTextAsync("not a picture");
        await Expect(ErrorOf(restore, "empty.jpg")).ToContainTextAsync("empty (0 bytes)");
        await Expect(restore.References.GetByRole(AriaRole.Button, new() { Name = "Remove fine.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Upload_TruncatedPicture_SaysSo()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        var whole = TestPhotos.Png(320, 240, 120, TestPhotos.Anna);

        await restore.ChooseTargetAsync("cut.png", whole[..(whole.Length / 2)]);

        await Expect(restore.Target.GetByRole(AriaRole.Alert)).ToContainTextAsync("cut", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task Upload_FaceOfTenPixels_IsRefusedWithASentence()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("tiny.png", TestPhotos.Png(100, 80, 10, TestPhotos.Anna));

        await restore.StartButton.ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "pixels wide" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Upload_WithoutAntiforgeryToken_IsRefused()
    {
        await using var visit = await chromium.VisitAsync();
        var form = visit.Page.APIRequest.CreateFormData();
        form.Append(
            "photo",
            new FilePayload
            {
                Name = "a.png",
                MimeType = "image/png",
                Buffer = TestPhotos.Png(32, 32, 0),
            }
        );

        var answer = await visit.Page.APIRequest.PostAsync("/photos", new() { Multipart = form });

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Page_UnknownRestoration_SaysSo()
    {
        await using var visit = await chromium.VisitAsync();

        await visit.OpenAsync($"/restorations/{Guid.Empty}");

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "This restoration does not exist" })).ToBeVisibleAsync();
    }

    private static ILocator ErrorOf(RestorePage restore, string name) =>
        restore.References.Locator("li.failed").Filter(new() { HasText = name });
}
