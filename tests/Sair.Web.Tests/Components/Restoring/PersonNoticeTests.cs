using Bunit;
using Sair.Engine.Preparation;
using Sair.Web.Components.Restoring;

namespace Sair.Web.Tests.Components.Restoring;

public sealed class PersonNoticeTests : ComponentTests
{
    [Fact]
    public void Render_SomebodyElse_AsksToConfirmByName()
    {
        bool? said = null;
        var notice = Render<PersonNotice>(parameters =>
            parameters
                .Add(n => n.Check, new PersonCheck(PersonVerdict.SomebodyElse, 0.92))
                .Add(n => n.Name, "Jennifer")
                .Add(n => n.OnConfirm, isMeant => said = isMeant)
        );

        Assert.Contains("This looks like somebody else than Jennifer.", notice.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("I am sure that it is Jennifer", notice.Find("label").TextContent.Trim());

        notice.Find("input[type=checkbox]").Change(true);

        Assert.True(said);
    }

    [Theory]
    [InlineData(PersonVerdict.Unsure, "It cannot be told from this photo whether it shows Jennifer.")]
    [InlineData(PersonVerdict.Same, "This looks like Jennifer.")]
    public void Render_NoDoubt_AsksNothing(PersonVerdict verdict, string sentence)
    {
        var notice = Render<PersonNotice>(parameters =>
            parameters.Add(n => n.Check, new PersonCheck(verdict, 0.5)).Add(n => n.Name, "Jennifer")
        );

        Assert.Contains(sentence, notice.Markup, StringComparison.Ordinal);
        Assert.Empty(notice.FindAll("input"));
    }

    [Fact]
    public void Render_NothingCompared_SaysNothing() => Assert.Empty(Render<PersonNotice>().Markup.Trim());
}
