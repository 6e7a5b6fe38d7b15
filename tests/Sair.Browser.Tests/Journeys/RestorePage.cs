using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>The restore page as a person uses it.</summary>
internal sealed partial class RestorePage(IPage page)
{
    public ILocator Target => page.GetByRole(AriaRole.Region, new() { Name = "The photo to restore" });

    public ILocator References => page.GetByRole(AriaRole.Region, new() { Name = "Good photos of the same person" });

    public ILocator StartButton => page.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true });

    public static async Task<RestorePage> OpenAsync(Visit visit)
    {
        await visit.OpenAsync("/");
        return new RestorePage(visit.Page);
    }

    public Task ChooseTargetAsync(string name, byte[] content) => ChooseAsync(Target, (name, content));

    public async Task SetTargetAsync(string name, byte[] content)
    {
        await ChooseTargetAsync(name, content);
        await Expect(Target.GetByText(name)).ToBeVisibleAsync();
        await Expect(Target.GetByRole(AriaRole.Button, new() { Name = "Another photo" })).ToBeVisibleAsync();
    }

    public Task ChooseReferencesAsync(params (string Name, byte[] Content)[] files) => ChooseAsync(References, files);

    public async Task AddReferenceAsync(string name, byte[] content)
    {
        await ChooseReferencesAsync((name, content));
        await Expect(References.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" })).ToBeVisibleAsync();
    }

    /// <summary>Fills the page with one small and one good photo of Anna and starts.</summary>
    public async Task StartSimpleAsync(string name)
    {
        await FillSimpleAsync(name);
        await StartAsync();
    }

    /// <summary>Fills the page with one small and one good photo of Anna.</summary>
    public async Task FillSimpleAsync(string name)
    {
        await AddReferenceAsync("good.png", TestPhotos.Png(320, 240, 120, TestPhotos.Anna));
        await SetTargetAsync(name, TestPhotos.Png(160, 120, 40, TestPhotos.Anna));
    }

    public async Task StartAsync()
    {
        await StartButton.ClickAsync();
        await Expect(page).ToHaveURLAsync(RestorationAddress());
    }

    [GeneratedRegex("/restorations/")]
    public static partial Regex RestorationAddress();

    private static async Task ChooseAsync(ILocator panel, params (string Name, byte[] Content)[] files)
    {
        var input = panel.Locator("input[type=file]");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(
            files.Select(file => new FilePayload
            {
                Name = file.Name,
                MimeType = "application/octet-stream",
                Buffer = file.Content,
            })
        );
    }
}
