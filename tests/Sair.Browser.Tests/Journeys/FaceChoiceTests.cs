using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class FaceChoiceTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task SeveralFaces_WithReference_ProposesTheMostAlikeOne()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("berta.png", TestPhotos.Png(320, 240, 120, TestPhotos.Berta));

        await restore.SetTargetAsync("group.png", TestPhotos.Png(400, 160, 60, TestPhotos.Anna, TestPhotos.Anna, TestPhotos.Berta));

        await Expect(restore.Target.Locator(".choice.selected")).ToContainTextAsync("most like your good photos");
        await Expect(restore.Target.GetByRole(AriaRole.Button, new() { Name = "Face 3 of 3", Pressed = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SeveralFaces_WithoutReference_LeavesTheChoiceToTheUser()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);

        await restore.SetTargetAsync("group.png", TestPhotos.Png(400, 160, 60, TestPhotos.Anna, TestPhotos.Berta));

        await Expect(visit.Page.GetByText("Choose the face to restore.")).ToBeVisibleAsync();
        await Expect(restore.StartButton).ToBeDisabledAsync();
    }

    [Fact]
    public async Task ReferenceOfAnotherPerson_IsAskedAboutBeforeItStarts()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.SetTargetAsync("anna.png", TestPhotos.Textured(320, 240, 120, TestPhotos.Anna));
        await restore.AddReferenceAsync("berta.png", TestPhotos.Textured(320, 240, 120, TestPhotos.Berta));

        await Expect(visit.Page.GetByText("This looks like somebody else than the person on the good photos.")).ToBeVisibleAsync();
        await Expect(restore.StartButton).ToBeDisabledAsync();
        await visit.Page.GetByText("I am sure that it is the same person").ClickAsync();

        await restore.StartAsync();
    }

    [Fact]
    public async Task NoFace_MarkedByHandWithTheKeyboard_CanBeRestored()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        var restore = await RestorePage.OpenAsync(visit);
        await restore.AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await restore.SetTargetAsync("faceless.png", TestPhotos.Png(320, 240, 0));
        await Expect(restore.Target).ToContainTextAsync("No face was found on this photo.");

        await restore.Target.GetByRole(AriaRole.Button, new() { Name = "Mark the face by hand" }).ClickAsync();
        var box = page.Locator("[data-face-box]");
        var before = (await box.BoundingBoxAsync())!;
        await box.PressAsync("ArrowRight");
        await box.PressAsync("+");
        var after = (await box.BoundingBoxAsync())!;
        Assert.True(after.Width > before.Width);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this square" }).ClickAsync();

        await Expect(restore.Target.GetByRole(AriaRole.Button, new() { Name = "Face 1 of 1", Pressed = true })).ToBeVisibleAsync();
        await Expect(restore.StartButton).ToBeEnabledAsync();
    }
}
