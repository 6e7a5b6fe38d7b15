using Bunit;
using Sair.Application.Restorations;
using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class RestoreBarTests() : PageTests(new FakeEngine())
{
    [Fact]
    public async Task Click_Twice_StartsOnce()
    {
        var bar = await RenderAsync(person: 0.3f);

        await Task.WhenAll(bar.ClickAsync("Restore"), bar.ClickAsync("Restore"));
        bar.WaitUntilStarted();
        await bar.ClickAsync("Restore");
        bar.WaitUntilStarted();

        Assert.Single(await RequestsAsync());
    }

    [Fact]
    public async Task Click_SomebodyElse_StartsOnlyAfterTheConfirmation()
    {
        var bar = await RenderAsync(person: 0.9f);
        Assert.True(bar.Button("Restore").HasAttribute("disabled"));
        Assert.Contains("This looks like somebody else than Jennifer.", bar.Markup, StringComparison.Ordinal);

        bar.Find("input[type=checkbox]").Change(true);
        await bar.ClickAsync("Restore");
        bar.WaitUntilStarted();

        Assert.True(Assert.Single(await RequestsAsync()).EvenIfSomebodyElse);
    }

    private async Task<IRenderedComponent<RestoreBar>> RenderAsync(float person)
    {
        var draft = new RestoreDraft { PersonName = "Jennifer" };
        draft.SetTarget(await StoreAsync("photo.png", person));
        draft.AddReference(await StoreAsync("good.png", 0));
        return Render<RestoreBar>(parameters => parameters.Add(bar => bar.Draft, draft));
    }
}
