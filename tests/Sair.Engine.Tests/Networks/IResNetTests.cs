using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class IResNetTests
{
    private static readonly IResNetConfiguration s_tiny = new()
    {
        StemChannels = 4,
        Blocks = [1, 2, 1, 1],
        Channels = [4, 4, 8, 8],
        Features = 16,
    };

    [Fact]
    public void StateDict_FiftyLayers_HasThePublishedNamesAndSize()
    {
        using var scope = NewDisposeScope();
        using var network = new IResNet(IResNetConfiguration.IResNet50);
        var state = network.state_dict();

        Assert.Equal(475, state.Count);
        Assert.Equal(43_590_848, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal([256, 256, 3, 3], state["layer3.13.conv2.weight"].shape);
        Assert.Equal([512, 256, 1, 1], state["layer4.0.downsample.0.weight"].shape);
        Assert.Equal([512, 25088], state["fc.weight"].shape);
    }

    [Fact]
    public void FromParameters_ACheckpoint_GivesTheSameNetworkFrozen()
    {
        using var scope = NewDisposeScope();
        using var network = new IResNet(s_tiny);
        using var copy = IResNet.FromParameters(network.state_dict());
        var picture = rand([1, 3, 112, 112]);

        Assert.Equal(network.forward(picture).data<float>().ToArray(), copy.forward(picture).data<float>().ToArray());
        Assert.All(copy.parameters(), parameter => Assert.False(parameter.requires_grad));
    }
}
