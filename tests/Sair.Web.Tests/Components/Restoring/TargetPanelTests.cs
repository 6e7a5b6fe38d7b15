using Bunit;
using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class TargetPanelTests : ComponentTests
{
    [Fact]
    public void Render_Nothing_InvitesToDropAPhoto() =>
        Assert.Contains("Drop the blurred or small photo here", Render(null).Markup, StringComparison.Ordinal);

    [Fact]
    public void Render_TinyFace_WarnsThatTheResultRestsOnTheReferences() =>
        Assert.Contains("only 12 pixels wide", Render(Chosen(12, 0)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Render_SeveralFaces_ShowsOneChoiceEach() => Assert.Equal(3, Render(Chosen(100, 0, 1, 2)).FindAll(".choice").Count);

    [Fact]
    public void Render_OneFace_AsksNothing() => Assert.Empty(Render(Chosen(100, 0)).FindAll(".choice"));

    private static ChosenPhoto Chosen(double side, params float[] people)
    {
        var chosen = new ChosenPhoto(TestFaces.Photo("bad.png", side, people));
        chosen.Propose([]);
        return chosen;
    }

    private IRenderedComponent<TargetPanel> Render(ChosenPhoto? target) =>
        Render<TargetPanel>(parameters => parameters.Add(p => p.Target, target).Add(p => p.MaximumBytes, 1000));
}
