using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Hosting;

/// <summary>One person's browser window; fails at the end if a page threw a script error.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>
    /// When a step counts as failed: far beyond what it takes, because other builds may leave this process a tenth of a core.
    /// </summary>
    public const float PatienceMilliseconds = 120_000;

    private readonly List<string> _errors = [];

    private Visit(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(IBrowser browser, string address, int width, int height, ColorScheme scheme)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address,
                IgnoreHTTPSErrors = true,
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
            }
        );
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visit(await context.NewPageAsync());
    }

    /// <summary>Opens a page and waits until it answers to clicks.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
    }

    /// <summary>Chooses files in an upload zone of the page.</summary>
    public async Task ChooseAsync(string zone, params (string Name, byte[] Content)[] files)
    {
        var input = Page.Locator($"#{zone}-file");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            files.Select(file => new FilePayload
            {
                Name = file.Name,
                MimeType = "image/png",
                Buffer = file.Content,
            })
        );
    }

    /// <summary>Adds a person with one good photo.</summary>
    internal async Task AddPersonAsync(string name, (byte R, byte G, byte B) colour)
    {
        await OpenAsync("/people");
        await Page.GetByLabel("Who is it?").FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await ChooseAsync("album", ("good.png", TestPhotos.Png(320, 240, 120, colour)));
        await Expect(Page.GetByText("1 photo", new() { Exact = true })).ToBeVisibleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(_errors);
    }
}
