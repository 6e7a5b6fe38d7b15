using Bunit;
using Sair.Application.Evidence;
using Sair.Web.Components.Results;

namespace Sair.Web.Tests.Components.Results;

public sealed class EvidenceViewTests : ComponentTests
{
    [Fact]
    public void Render_NoAlbum_IsUncertainAndSaysWhatToDo()
    {
        var view = Render(new ResultEvidence { Inconsistency = 4 });

        Assert.Contains("Uncertain", view.Find(".badge").TextContent, StringComparison.Ordinal);
        Assert.Contains("choose a person with three or more photos", view.Markup, StringComparison.Ordinal);
        Assert.Contains("This rests on what the restoration did not use", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LostLikeness_IsDriftedWithBothFigures()
    {
        var view = Render(
            new ResultEvidence
            {
                HeldBackPhotos = 3,
                Distance = 0.55,
                DistanceBefore = 0.4,
                Spread = 0.3,
                Inconsistency = 4,
            }
        );

        Assert.Contains("Drifted", view.Find(".badge").TextContent, StringComparison.Ordinal);
        Assert.Contains("0.55 away from 3 album photos that the restoration has not seen", view.Markup, StringComparison.Ordinal);
        Assert.Contains("The photo itself was 0.40 away.", view.Markup, StringComparison.Ordinal);
        Assert.Single(view.FindAll("li.bad"));
    }

    private IRenderedComponent<EvidenceView> Render(ResultEvidence evidence) =>
        Render<EvidenceView>(parameters => parameters.Add(p => p.Json, evidence.ToJson()));
}
