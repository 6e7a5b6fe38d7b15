using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>What was chosen stays through reloads, lost circuits and detours.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DraftTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Batch_ReloadDetourAndRestart_KeepPhotosFacesPersonAndSettings()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.AddPersonAsync("Anna", TestPhotos.Anna);
        await visit.OpenAsync("/batch");
        await visit.ChooseAsync(
            "targets",
            ("one.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna)),
            ("group.png", TestPhotos.Png(320, 120, 40, TestPhotos.Berta, TestPhotos.Anna))
        );
        await Expect(page.Locator(".targets > li")).ToHaveCountAsync(2);
        await page.GetByLabel("Person").SelectOptionAsync("Anna (1 photo)");
        await Expect(page.GetByText("2 photos ready.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Expert options" }).ClickAsync();
        await page.GetByLabel("Iterations").FillAsync("33");
        await page.GetByLabel("Iterations").BlurAsync();
        await Expect(page.GetByText("Expert options (changed)")).ToBeVisibleAsync();

        async Task ExpectAllAsync()
        {
            await Expect(page.Locator(".targets > li")).ToHaveCountAsync(2);
            await Expect(page.GetByText("2 photos ready.")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Person" })).ToHaveValueAsync(new Regex("."));
            await Expect(page.GetByText("Expert options (changed)")).ToBeVisibleAsync();
        }

        await page.ReloadAsync();
        await ExpectAllAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "History", Exact = true }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("History · Sair");
        await page.GoBackAsync();
        await ExpectAllAsync();
        await page.EvaluateAsync("globalThis.isBeforeRestart = true");
        await site.RestartAsync();
        await page.WaitForFunctionAsync(
            "() => !globalThis.isBeforeRestart && document.querySelector('main[data-interactive=true]') !== null"
        );
        await ExpectAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove one.png" }).ClickAsync();
        await Expect(page.GetByText("1 photo ready.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await ExpectAllAsync();
    }

    [Fact]
    public async Task Photo_Reload_KeepsWhatHappensToEachFace()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        await visit.AddPersonAsync("Anna", TestPhotos.Anna);
        await visit.OpenAsync("/photo");
        await visit.ChooseAsync("whole", ("group.png", TestPhotos.Png(600, 240, 90, TestPhotos.Berta, TestPhotos.Anna)));
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        var known = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Most like Anna" }).GetByRole(AriaRole.Combobox);
        await known.SelectOptionAsync("Leave as it is");
        await Expect(page.GetByText("Choose at least one face.")).ToBeVisibleAsync();

        await page.ReloadAsync();

        await Expect(page.GetByText("Choose at least one face.")).ToBeVisibleAsync();
        await Expect(known).ToHaveValueAsync("Leave");
    }

    [Theory]
    [InlineData("/", "target", "late.png")]
    [InlineData("/batch", "targets", "late.png")]
    [InlineData("/photo", "whole", "late.png")]
    public async Task Upload_WhileTheCircuitIsAway_AppearsOnceItIsBack(string path, string zone, string name)
    {
        await using var visit = await chromium.VisitAsync();
        var cut = await CircuitCut.OnAsync(visit.Page);
        await visit.OpenAsync(path);
        await Expect(visit.Page.Locator($"#{zone}-file")).ToBeEnabledAsync();
        await cut.CutAsync();
        await Expect(visit.Page.GetByText("connecting again")).ToBeVisibleAsync();

        await visit.ChooseAsync(zone, (name, TestPhotos.Png(160, 120, 40, TestPhotos.Anna)));
        await Expect(visit.Page.GetByText("1 file is kept and appears here once Sair answers again.")).ToBeVisibleAsync();
        cut.Heal();

        await Expect(visit.Page.GetByText(name).First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("1 file is kept")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Upload_ToAnAlbumWhileTheCircuitIsAway_AppearsOnceItIsBack()
    {
        await using var visit = await chromium.VisitAsync();
        var cut = await CircuitCut.OnAsync(visit.Page);
        await visit.OpenAsync("/people");
        await visit.Page.GetByLabel("Who is it?").FillAsync("Late");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(visit.Page.Locator("#album-file")).ToBeEnabledAsync();
        await cut.CutAsync();
        await Expect(visit.Page.GetByText("connecting again")).ToBeVisibleAsync();

        await visit.ChooseAsync("album", ("late.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna)), ("empty.png", []));
        await Expect(visit.Page.GetByText("2 files are kept")).ToBeVisibleAsync();
        cut.Heal();

        await Expect(visit.Page.GetByText("1 photo", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("This file is empty (0 bytes).")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Upload_WhileNothingAnswers_IsSentOnceSairRunsAgain()
    {
        await using var site = await TestSite.StartAsync();
        await using var visit = await chromium.VisitAsync(site);
        await visit.OpenAsync("/batch");
        await Expect(visit.Page.Locator("#targets-file")).ToBeEnabledAsync();

        await site.RestartAsync(async () =>
        {
            await Expect(visit.Page.GetByText("connecting again")).ToBeVisibleAsync();
            await visit.ChooseAsync("targets", ("patient.png", TestPhotos.Png(160, 120, 40, TestPhotos.Anna)));
            await Expect(visit.Page.GetByText("1 file is kept")).ToBeVisibleAsync();
        });

        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove patient.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Upload_RefusedFile_IsStillSaidAfterAReload()
    {
        await using var visit = await chromium.VisitAsync();
        await visit.OpenAsync("/batch");
        await visit.ChooseAsync("targets", ("empty.png", []));
        await Expect(visit.Page.GetByText("This file is empty (0 bytes).")).ToBeVisibleAsync();

        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByText("This file is empty (0 bytes).")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Dismiss the message about empty.png" }).ClickAsync();
        await Expect(visit.Page.GetByText("This file is empty (0 bytes).")).ToBeHiddenAsync();
        await visit.Page.ReloadAsync();

        await Expect(visit.Page.Locator("#targets-file")).ToBeEnabledAsync();
        await Expect(visit.Page.GetByText("This file is empty (0 bytes).")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Restore_ReferenceRemoved_ComesBackWithUndo()
    {
        await using var visit = await chromium.VisitAsync();
        var restore = await RestorePage.OpenAsync(visit);
        await restore.FillSimpleAsync("small.png");
        await restore.References.GetByRole(AriaRole.Button, new() { Name = "Remove good.png" }).ClickAsync();
        await Expect(visit.Page.GetByText("good.png was taken off the page.")).ToBeVisibleAsync();
        await restore.Target.GetByRole(AriaRole.Button, new() { Name = "Another photo" }).ClickAsync();
        await Expect(visit.Page.GetByText("small.png was taken off the page.")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(restore.Target.GetByText("small.png")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(restore.References.GetByRole(AriaRole.Button, new() { Name = "Remove good.png" })).ToBeVisibleAsync();
        await Expect(restore.StartButton).ToBeEnabledAsync();
    }
}
