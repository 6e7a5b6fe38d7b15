using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>The restore page as a person uses it.</summary>
internal sealed class RestorePage(IPage page)
{
    public ILocator Target => page.GetByRole(AriaRole.Region, new() { Name = "The photo to restore" });

    public ILocator References => page.GetByRole(AriaRole.Region, new() { Name = "Good photos of the same person" });

    public ILocator Start => page.GetByRole(AriaRole.Button, new() { Name = "Restore" });

    public static async Task<RestorePage> OpenAsync(IPage page)
    {
        await page.GotoAsync("/");
        await Expect(page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        return new RestorePage(page);
    }

    public Task ChooseTargetAsync(string name, byte[] content) => ChooseAsync(Target, (name, content));

    public async Task SetTargetAsync(string name, byte[] content)
    {
        await ChooseTargetAsync(name, content);
        await Expect(Target.GetByText(name)).ToBeVisibleAsync();
        await Expect(Target.GetByRole(AriaRole.Button, new() { Name = "Another photo" })).ToBeVisibleAsync();
    }

    public Task ChooseReferencesAsync(params (string Name, byte[] Content)[] files) => ChooseAsync(References, files);

    public async Task AddReferencesAsync(params (string Name, byte[] Content)[] files)
    {
        await ChooseReferencesAsync(files);
        foreach (var (name, _) in files)
        {
            await Expect(References.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" })).ToBeVisibleAsync();
        }
    }

    public async Task StartAsync()
    {
        await Expect(Start).ToBeEnabledAsync();
        await Start.ClickAsync();
        await page.WaitForURLAsync("**/restorations/*");
    }

    private static Task ChooseAsync(ILocator panel, params (string Name, byte[] Content)[] files) =>
        panel.Locator("input[type=file]").SetInputFilesAsync(
            files.Select(file => new FilePayload { Name = file.Name, MimeType = "application/octet-stream", Buffer = file.Content }));
}
