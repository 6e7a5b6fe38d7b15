using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class FaceParserTests
{
    [Fact]
    public void FromParameters_PublicNames_GivesTheScoresOfTheReference()
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork("face-parser");
        using var network = FaceParser.FromParameters(fixture.Parameters);

        fixture.AssertOutput("out.scores", network.forward(fixture["in.x"]));
    }

    [Fact]
    public void FaceMask_APicture_GivesProbabilities()
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork("face-parser");
        using var network = FaceParser.FromParameters(fixture.Parameters);

        var mask = network.FaceMask(rand([1, 3, 32, 32]), 24);

        Assert.Equal([24, 24], mask.shape);
        Assert.InRange(mask.min().ToDouble(), 0, 1);
        Assert.InRange(mask.max().ToDouble(), mask.min().ToDouble() + 1e-4, 1);
    }
}
