using Bunit;
using Sair.Web.Components.Results;

namespace Sair.Web.Tests.Components.Results;

public sealed class IdentityFigureTests : ComponentTests
{
    [Theory]
    [InlineData(0.75, "as like your good photos as two clear photos of one person are")]
    [InlineData(0.55, "clearly like the person")]
    [InlineData(0.35, "somewhat like the person")]
    [InlineData(0.05, "hardly more like your good photos than a stranger")]
    public void Summary_EachRange_SaysWhatItMeans(double after, string expected) =>
        Assert.Contains(expected, IdentityWords.Summary(null, after), StringComparison.Ordinal);

    [Fact]
    public void Summary_LessLikeThanBefore_SaysThatLikenessWasLost() =>
        Assert.Contains("lost likeness", IdentityWords.Summary(0.87, 0.65), StringComparison.Ordinal);

    [Fact]
    public void Render_BeforeAndAfter_ShowsBothAndTheCaution()
    {
        var figure = Render<IdentityFigure>(parameters => parameters.Add(f => f.Before, 0.12).Add(f => f.After, 0.71));

        Assert.Equal("0.71", figure.Find("strong").TextContent);
        Assert.Contains("It was 0.12 before.", figure.Markup, StringComparison.Ordinal);
        Assert.Contains("The search raised this very number", figure.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoReferences_ShowsNothing() =>
        Assert.Empty(Render<IdentityFigure>().Markup.Trim());
}
