using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class RunControlTests(ChromiumFixture chromium) : IDisposable
{
    public void Dispose() => chromium.Site.Engine.Release();

    [Fact]
    public async Task Cancel_WaitingOne_LeavesTheRunningOneAlone()
    {
        await using var first = await chromium.VisitAsync();
        await using var second = await chromium.VisitAsync();
        var running = await RestorePage.OpenAsync(first);
        var waiting = await RestorePage.OpenAsync(second);
        await running.FillSimpleAsync("first.png");
        await waiting.FillSimpleAsync("second.png");
        chromium.Site.Engine.HoldAfter(5);
        await running.StartAsync();
        await Expect(first.Page.GetByText("Iteration 5 of 40")).ToBeVisibleAsync();
        await waiting.StartAsync();
        await Expect(second.Page.GetByText("It is next.")).ToBeVisibleAsync();

        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(second.Page.GetByText("It was cancelled before it began.")).ToBeVisibleAsync();
        chromium.Site.Engine.Release();
        await Expect(first.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cancel_RunningOne_KeepsItsLastPictureAndCanStartAgain()
    {
        chromium.Site.Engine.HoldAfter(7);
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("cancelled.png");
        await Expect(visit.Page.GetByText("Iteration 7 of 40")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(visit.Page.GetByText("It ends after the step that it is in.")).ToBeVisibleAsync();
        chromium.Site.Engine.HoldAfter(8);
        await Expect(visit.Page.GetByText("It was cancelled at 20 %")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Img, new() { Name = "The last picture before the end" })).ToBeVisibleAsync();

        chromium.Site.Engine.Release();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start again" }).ClickAsync();
        await Expect(visit.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cancel_TakenBackOnThePage_GoesOnToAResult()
    {
        chromium.Site.Engine.HoldAfter(7);
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("regretted.png");
        await Expect(visit.Page.GetByText("Iteration 7 of 40")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(visit.Page.GetByText("regretted.png was cancelled.")).ToBeVisibleAsync();

        await visit.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(visit.Page.GetByText("regretted.png was cancelled.")).ToBeHiddenAsync();
        chromium.Site.Engine.Release();

        await Expect(visit.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task StopAndKeep_RunningOne_BecomesAResult()
    {
        chromium.Site.Engine.HoldAfter(20);
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("kept.png");
        await Expect(visit.Page.GetByText("Iteration 20 of 40")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep" }).ClickAsync();
        await Expect(visit.Page.GetByText("Keeping this picture")).ToBeVisibleAsync();
        chromium.Site.Engine.Release();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Stopped and kept" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Branch_FromAnIteration_GoesOnWithOtherOptionsAndLeavesTheFirstRun()
    {
        await using var visit = await chromium.VisitAsync();
        var page = visit.Page;
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("first-run.png");
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        var first = page.Url;

        await page.GetByRole(AriaRole.Link, new() { Name = "Go on with other options" }).ClickAsync();
        await Expect(page.GetByText("From iteration 40 of")).ToBeVisibleAsync();
        await Expect(page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Branch" }).ClickAsync();

        await Expect(page.GetByText("going on from iteration 40 of")).ToBeVisibleAsync();
        await Expect(page.Locator("img-comparison-slider")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "another run" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(first);
        await page.GetByText("How it was made").ClickAsync();
        await Expect(page.GetByText("Fading", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task BrowserClosed_DuringARun_DoesNotStopIt()
    {
        chromium.Site.Engine.HoldAfter(3);
        await using (var leaving = await chromium.VisitAsync())
        {
            await (await RestorePage.OpenAsync(leaving)).StartSimpleAsync("unwatched.png");
            await Expect(leaving.Page.GetByText("Iteration 3 of 40")).ToBeVisibleAsync();
        }

        chromium.Site.Engine.Release();

        await using var returning = await chromium.VisitAsync();
        await returning.OpenAsync("/history");
        await Expect(returning.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("unwatched.png: (Running|Restored)") }))
            .ToBeVisibleAsync();
        await returning.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("unwatched.png") }).ClickAsync();
        await Expect(returning.Page.Locator("img-comparison-slider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hub_ViewerWithoutCircuit_IsToldIterationsAndTheEnd()
    {
        chromium.Site.Engine.HoldAfter(4);
        await using var visit = await chromium.VisitAsync();
        await (await RestorePage.OpenAsync(visit)).StartSimpleAsync("hub.png");
        await Expect(visit.Page.GetByText("Iteration 4 of 40")).ToBeVisibleAsync();
        await visit.Page.AddScriptTagAsync(new() { Url = "/lib/signalr/signalr.min.js" });

        await visit.Page.EvaluateAsync(
            """
            async id => {
              const connection = new signalR.HubConnectionBuilder().withUrl("/hubs/preview").build();
              globalThis.heard = [];
              connection.on("Announced", message => heard.push(message));
              await connection.start();
              globalThis.followed = connection.invoke("Follow", id);
            }
            """,
            visit.Page.Url.Split('/')[^1]
        );
        chromium.Site.Engine.Release();
        await visit.Page.EvaluateAsync("followed");

        Assert.Equal("Succeeded", await visit.Page.EvaluateAsync<string>("heard.at(-1).status"));
        Assert.Equal(40, await visit.Page.EvaluateAsync<int>("Math.max(...heard.map(message => message.index))"));
    }
}
