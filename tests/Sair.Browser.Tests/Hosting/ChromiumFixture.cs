using Microsoft.Playwright;

namespace Sair.Browser.Tests.Hosting;

/// <summary>One Chromium and one site for all browser tests; a test that restarts its site starts one of its own.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private TestSite? _site;

    internal TestSite Site => _site!;

    internal Task<Visit> VisitAsync(TestSite? site = null, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        Visit.BeginAsync(_browser!, (site ?? Site).Address, width, height, scheme);

    internal Task<Visit> VisitAsync(ReverseProxy proxy) => Visit.BeginAsync(_browser!, proxy.Address, 1280, 900, ColorScheme.Light);

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            throw new InvalidOperationException(
                $"The browser tests need {Chromium}: run 'make test', which installs the Debian package chromium."
            );
        }

        Assertions.SetDefaultExpectTimeout(Visit.PatienceMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] }
        );
        _site = await TestSite.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "Browser";
}
