using Bunit;
using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Web.Components.WholePhotos;

namespace Sair.Web.Tests.Components.WholePhotos;

public sealed class WholePhotoStartTests()
    : PageTests(new FakeEngine(), new FakeEngine("personal", minimumReferences: 1), new FakeEngine("instant"))
{
    [Fact]
    public async Task Click_Twice_StartsEachFaceOnce()
    {
        var start = await RenderAsync();

        await Task.WhenAll(start.ClickAsync("Restore 2 faces"), start.ClickAsync("Restore 2 faces"));
        start.WaitUntilStarted();
        await start.ClickAsync("Restore 2 faces");
        start.WaitUntilStarted();

        Assert.Equal(2, (await RequestsAsync()).Count);
    }

    [Fact]
    public async Task Click_AfterWhatWasStartedIsOver_StartsAnew()
    {
        var start = await RenderAsync();
        await start.ClickAsync("Restore 2 faces");
        start.WaitUntilStarted();

        start.Instance.Renew();
        await start.ClickAsync("Restore 2 faces");
        start.WaitUntilStarted();

        Assert.Equal(4, (await RequestsAsync()).Count);
    }

    [Fact]
    public async Task Click_EngineThatNeedsNoGoodPhotos_RestoresEveryFace()
    {
        var start = await RenderAsync();
        start.Find("input[value=instant]").Change("instant");

        Assert.DoesNotContain("Faces without good photos are restored by", start.Markup, StringComparison.Ordinal);
        await start.ClickAsync("Restore 2 faces");
        start.WaitUntilStarted();

        var requests = await RequestsAsync();
        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.Equal("instant", request.EngineId));
    }

    [Fact]
    public async Task Render_EngineThatNeedsGoodPhotos_AsksForAnotherOneForTheRest()
    {
        var start = await RenderAsync();

        start.Find("input[value=personal]").Change("personal");

        Assert.Contains("Faces without good photos are restored by", start.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_StripOfOnePerson_IsSaidAndRestoresEachFace()
    {
        var plan = new PhotoPlan([TestFaces.Person("Jennifer", 0)]);
        plan.Take([(await StoreAsync("one.png", 0.3f)).Faces[0], (await StoreAsync("two.png", 0.4f)).Faces[0]]);
        foreach (var face in plan.Faces)
        {
            face.Choose(FaceTreatment.Blind, null);
        }

        var start = Render<WholePhotoStart>(parameters => parameters.Add(start => start.Plan, plan));
        Assert.DoesNotContain("both Jennifer", start.Markup, StringComparison.Ordinal);
        foreach (var face in plan.Faces)
        {
            face.Choose(FaceTreatment.Album, plan.People[0]);
        }

        start.Render();

        Assert.Contains("Two faces are both Jennifer", start.Find(".notice:not(.warm, .bad)").TextContent, StringComparison.Ordinal);
        Assert.False(start.Button("Restore 2 faces").HasAttribute("disabled"));
    }

    private async Task<IRenderedComponent<WholePhotoStart>> RenderAsync()
    {
        var plan = new PhotoPlan([]);
        plan.Take([(await StoreAsync("one.png", 0)).Faces[0], (await StoreAsync("two.png", 1)).Faces[0]]);
        foreach (var face in plan.Faces)
        {
            face.Choose(FaceTreatment.Blind, null);
        }

        return Render<WholePhotoStart>(parameters => parameters.Add(start => start.Plan, plan));
    }
}
