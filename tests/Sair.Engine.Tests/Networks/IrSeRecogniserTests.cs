using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class IrSeRecogniserTests
{
    [Theory]
    [InlineData("ir-se")]
    [InlineData("ir")]
    public void FromParameters_PublicNames_GivesTheDescriptorOfTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork(name);
        using var network = IrSeRecogniser.FromParameters(fixture.Parameters);
        var picture = nn.functional.interpolate(fixture["in.x"], size: [112, 112]);

        fixture.AssertOutput("out.descriptor", network.forward(picture));
        Assert.All(network.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void StateDict_FiftyLayers_HasThePublicNamesAndSizes()
    {
        using var scope = NewDisposeScope();
        using var network = new IrSeRecogniser(IrSeConfiguration.IrSe50, 512);
        var state = network.state_dict();

        Assert.Equal([64, 3, 3, 3], state["input_layer.0.weight"].shape);
        Assert.Equal([512, 256, 1, 1], state["body.21.shortcut_layer.0.weight"].shape);
        Assert.Equal([32, 512, 1, 1], state["body.23.res_layer.5.fc1.weight"].shape);
        Assert.Equal([512, 25088], state["output_layer.3.weight"].shape);
        Assert.DoesNotContain("body.24.res_layer.1.weight", state.Keys);
    }

    [Fact]
    public void FromParameters_WithoutCounters_Loads()
    {
        using var scope = NewDisposeScope();
        using var fixture = new TinyNetwork("ir-se");
        var older = fixture.Parameters.Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary();

        using var network = IrSeRecogniser.FromParameters(older);

        Assert.NotNull(network);
    }
}
