using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Hosting;

/// <summary>One person's browser window; fails at the end if a page threw a script error.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>When a step counts as failed: far beyond what it takes, because other builds may leave this process a tenth of a core.</summary>
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
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visit(await context.NewPageAsync());
    }

    /// <summary>Opens a page and waits until it answers to clicks.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(_errors);
    }
}
