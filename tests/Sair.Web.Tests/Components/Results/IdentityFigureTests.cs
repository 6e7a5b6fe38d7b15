using Bunit;
using Sair.Application.Restorations;
using Sair.Web.Components.Results;

namespace Sair.Web.Tests.Components.Results;

public sealed class IdentityFigureTests : ComponentTests
{
    [Fact]
    public void Render_BeforeAndAfter_ShowsBothAndTheCaution()
    {
        var figure = Render<IdentityFigure>(parameters =>
            parameters.Add(f => f.Before, 0.12).Add(f => f.After, 0.71).Add(f => f.Summary, ResultSummary.Of(0.12, 0.71, null, null))
        );

        Assert.Equal("0.71", figure.Find("strong").TextContent);
        Assert.Contains("Its likeness was 0.12 before.", figure.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("The search raised", figure.Markup, StringComparison.Ordinal);
        Assert.Contains("not that every detail is true", figure.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.15, true)]
    [InlineData(0.6, false)]
    public void Render_LikeButPoor_DoesNotLookLikeASuccess(double quality, bool isDoubtful)
    {
        var figure = Render<IdentityFigure>(parameters =>
            parameters
                .Add(f => f.Before, 0.12)
                .Add(f => f.After, 0.94)
                .Add(f => f.Summary, ResultSummary.Of(0.12, 0.94, 0.1, quality))
                .Add(f => f.IsRaised, true)
        );

        Assert.Equal(isDoubtful, figure.Find(".fill").ClassList.Contains("doubtful"));
        Assert.Equal(isDoubtful, figure.Markup.Contains("but the picture is poor", StringComparison.Ordinal));
        Assert.Contains("The search raised this very number", figure.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoReferences_ShowsNothing() => Assert.Empty(Render<IdentityFigure>().Markup.Trim());
}
