using System.Text.Json;
using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class DiffusionUNetTests
{
    private static readonly DiffusionUNetConfiguration Small = new()
    {
        ImageSize = 16,
        PatchSize = 2,
        Channels = 32,
        Multipliers = [1, 2],
        ResidualBlocks = 1,
        AttentionLevels = [1],
    };

    [Fact]
    public void Constructor_PublicSizes_HasTheNamesAndShapesOfThePublicCheckpoint()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Fixtures.Locate("parameter-tables", "gen2res_unet_256.json")));
        using var network = new DiffusionUNet(new DiffusionUNetConfiguration());

        var expected = table
            .RootElement.GetProperty("tensors")
            .EnumerateArray()
            .ToDictionary(
                entry => entry.GetProperty("name").GetString()!,
                entry => string.Join(',', entry.GetProperty("shape").EnumerateArray())
            );
        var actual = network.state_dict().ToDictionary(entry => entry.Key, entry => string.Join(',', entry.Value.shape));
        Assert.Equal(
            expected.OrderBy(entry => entry.Key, StringComparer.Ordinal),
            actual.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void FromParameters_OwnParameters_FindsTheSizes()
    {
        using var network = new DiffusionUNet(Small);
        using var copy = DiffusionUNet.FromParameters(network.state_dict(), Small.ToMetadata());

        Assert.Equal(JsonSerializer.Serialize(Small), JsonSerializer.Serialize(copy.Configuration));
        Assert.All(copy.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void FromParameters_MissingParameter_SaysWhich()
    {
        using var network = new DiffusionUNet(Small);
        var parameters = network.state_dict();
        parameters.Remove("middle_block.1.qkv.weight");

        var failure = Assert.Throws<InvalidOperationException>(() => DiffusionUNet.FromParameters(parameters));
        Assert.Contains("middle_block.1.qkv.weight", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_Patches_KeepsThePicturesShape()
    {
        using var scope = NewDisposeScope();
        using var network = new DiffusionUNet(Small);

        Assert.Equal([2L, 6, 16, 16], network.forward(randn(2, 3, 16, 16), tensor(new long[] { 0, 7 })).shape);
    }

    [Fact]
    public void Merge_Adapters_GivesTheSameOutputWithoutThem()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        manual_seed(3);
        using var network = new DiffusionUNet(Small);
        foreach (var parameter in network.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.05);
        }

        using var adapters = new LowRankAdapters(network, 2);
        foreach (var (_, parameter) in adapters.Parameters())
        {
            parameter.add_(randn_like(parameter) * 0.1);
        }

        var (x, step) = (randn(1, 3, 16, 16), tensor(new long[] { 5 }));
        var adapted = network.forward(x, step);
        adapters.Merge();
        var merged = network.forward(x, step);

        Assert.True((adapted - merged).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void Adapters_New_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var network = new DiffusionUNet(Small);
        var (x, step) = (randn(1, 3, 16, 16), tensor(new long[] { 5 }));
        var before = network.forward(x, step);
        using var adapters = new LowRankAdapters(network, 2);

        Assert.Equal(0, (network.forward(x, step) - before).abs().max().ToDouble());
    }
}
