using Bunit;
using Sair.Application.Restorations;
using Sair.Application.Tests.Fakes;
using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class ReferenceCardTests : ComponentTests
{
    [Fact]
    public void Render_AnotherPerson_SaysSoWithoutFigures()
    {
        var card = Render(Chosen(0), ReferenceVerdict.OtherThanOthers);

        Assert.Contains("another person than on your other good photos", card.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("distance", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LikeTheOthers_DoesNotSpeakOfThePhoto() =>
        Assert.Contains(
            "Same person as on the other good photos",
            Render(Chosen(0), ReferenceVerdict.SameAsOthers).Markup,
            StringComparison.Ordinal
        );

    [Fact]
    public void Render_ThePhotoItself_SaysThatItIsLeftOut() =>
        Assert.Contains(
            "This is the photo that shall be restored, so it is left out.",
            Render(Chosen(0), ReferenceVerdict.Itself).Markup,
            StringComparison.Ordinal
        );

    [Fact]
    public void Render_NoFace_OffersToMarkIt()
    {
        var marked = false;
        var card = Render<ReferenceCard>(parameters => parameters.Add(c => c.Reference, Chosen()).Add(c => c.OnMark, () => marked = true));

        card.Find("button.link").Click();

        Assert.True(marked);
    }

    [Fact]
    public void Click_Face_ReportsItsId()
    {
        var chosen = Chosen(0, 1);
        var selected = Guid.Empty;
        var card = Render<ReferenceCard>(parameters => parameters.Add(c => c.Reference, chosen).Add(c => c.OnSelect, id => selected = id));

        card.Find("button[aria-label='Face 2 of 2']").Click();

        Assert.Equal(chosen.Photo.Faces[1].Id, selected);
    }

    private static ChosenPhoto Chosen(params float[] people)
    {
        var chosen = new ChosenPhoto(TestFaces.Photo("good.png", 200, people));
        chosen.Propose([]);
        return chosen;
    }

    private IRenderedComponent<ReferenceCard> Render(ChosenPhoto chosen, ReferenceVerdict verdict) =>
        Render<ReferenceCard>(parameters => parameters.Add(c => c.Reference, chosen).Add(c => c.Verdict, verdict));
}
