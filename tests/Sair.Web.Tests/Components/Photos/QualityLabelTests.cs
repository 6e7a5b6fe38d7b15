using AngleSharp.Dom;
using Bunit;
using Sair.Application.Tests.Fakes;
using Sair.Data.Photos;
using Sair.Engine.Degradations;
using Sair.Web.Components.Photos;

namespace Sair.Web.Tests.Components.Photos;

public sealed class QualityLabelTests : ComponentTests
{
    [Fact]
    public void Render_Score_SaysTheWordAndKeepsTheFigureAside()
    {
        var label = Label(FaceOf(200, 0.3));

        Assert.Equal("quality: soft", label.TextContent);
        Assert.StartsWith("0.30 of 1", label.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null, null, "quality: clear")]
    [InlineData(40, null, null, "quality: soft")]
    [InlineData(200, """{"side":40}""", null, "quality: soft")]
    [InlineData(200, null, EnlargementCertainty.Sure, "quality: soft")]
    [InlineData(200, null, EnlargementCertainty.Unsure, "quality: clear")]
    [InlineData(200, """{"side":200}""", EnlargementCertainty.Sure, "quality: clear")]
    public void Render_CrispFace_IsCalledClearByTheSizeThatItReallyHas(
        double side,
        string? decided,
        EnlargementCertainty? enlarged,
        string words
    )
    {
        var face = FaceOf(side, 0.8, enlarged is { } certainty ? new RealSize(certainty, 5, 4, 6, 0.9) : null);
        face.DegradationJson = decided;

        Assert.Equal(words, Label(face).TextContent);
    }

    [Fact]
    public void Render_NoScore_ShowsNothing() =>
        Assert.Empty(Render<QualityLabel>(parameters => parameters.Add(p => p.Face, FaceOf(200, null))).Nodes);

    private static Face FaceOf(double side, double? score, RealSize? size = null) =>
        TestFaces.Face(Guid.NewGuid(), 0, side, 0, score, size);

    private IElement Label(Face face) => Render<QualityLabel>(parameters => parameters.Add(p => p.Face, face)).Find("span");
}
