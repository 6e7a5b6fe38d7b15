using Bunit;
using Sair.Web.Components.Photos;

namespace Sair.Web.Tests.Components.Photos;

public sealed class QualityLabelTests : ComponentTests
{
    [Fact]
    public void Render_Score_SaysTheWordAndKeepsTheFigureAside()
    {
        var label = Render<QualityLabel>(parameters => parameters.Add(p => p.Score, 0.3)).Find("span");

        Assert.Equal("quality: soft", label.TextContent);
        Assert.StartsWith("0.30 of 1", label.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoScore_ShowsNothing() => Assert.Empty(Render<QualityLabel>(parameters => parameters.Add(p => p.Score, null)).Nodes);
}
