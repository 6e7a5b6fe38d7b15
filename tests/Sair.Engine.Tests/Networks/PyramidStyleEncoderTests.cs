using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class PyramidStyleEncoderTests
{
    [Theory]
    [InlineData(true, "out.e4e")]
    [InlineData(false, "out.psp")]
    public void FromParameters_PublicNames_GivesTheLatentsOfTheReference(bool isOffset, string output)
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork("pyramid-encoder");
        using var network = PyramidStyleEncoder.FromParameters(fixture.Parameters, isOffset);

        fixture.AssertOutput(output, network.forward(fixture["in.x"]));
        Assert.Equal((8, 10, 64), (network.LatentCount, network.StyleDimension, network.InputSide));
    }

    [Fact]
    public void FromParameters_MeanOfOneRow_IsAddedToEveryRow()
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork("pyramid-encoder");
        var parameters = fixture.Parameters;
        parameters["latent_avg"] = ones(10);
        using var shifted = PyramidStyleEncoder.FromParameters(parameters);
        parameters.Remove("latent_avg");
        using var plain = PyramidStyleEncoder.FromParameters(parameters);

        var difference = shifted.forward(fixture["in.x"]) - plain.forward(fixture["in.x"]);

        Assert.InRange((difference - 1).abs().max().ToDouble(), 0, 1e-5);
    }
}
