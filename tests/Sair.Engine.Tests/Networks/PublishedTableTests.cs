using System.Text.Json;
using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

/// <summary>Networks read from the shapes of the public checkpoints have exactly their names and shapes.</summary>
public sealed class PublishedTableTests
{
    [Fact]
    public void StyleGan2_RosinalityTable_HasItsNamesAndShapes()
    {
        using var scope = NewDisposeScope();
        var table = Read("stylegan2_rosinality_1024");
        using var generator = new StyleGan2Generator(StyleGan2Configuration.FromParameters(table));

        Assert.Equal(1024, generator.Configuration.Size);
        AssertSame(table.Where(entry => !entry.Key.EndsWith(".kernel", StringComparison.Ordinal)).ToDictionary(), generator.state_dict());
    }

    [Fact]
    public void StyleGan2_NvlabsTable_BecomesTheSameNetwork()
    {
        using var scope = NewDisposeScope();
        var renamed = StyleGan2Names.FromNvlabs(Read("stylegan2_nvlabs_1024"));
        renamed.Remove("latent_avg");

        AssertSame(
            Read("stylegan2_rosinality_1024").Where(entry => !entry.Key.EndsWith(".kernel", StringComparison.Ordinal)).ToDictionary(),
            renamed
        );
    }

    [Fact]
    public void CodePredictor_CodeFormerTable_HasItsNamesAndShapes()
    {
        using var scope = NewDisposeScope();
        var table = Read("iqpir_codeformer_nearest_noscore");
        using var predictor = new CodePredictor(CodePredictorConfiguration.FromParameters(table, new Dictionary<string, string>()));

        AssertSame(table, predictor.state_dict());
    }

    // Unset tensors: only shapes are read, so no memory is touched.
    private static Dictionary<string, Tensor> Read(string name)
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Fixtures.Locate("parameter-tables", $"{name}.json")));
        return table
            .RootElement.GetProperty("tensors")
            .EnumerateArray()
            .ToDictionary(
                entry => entry.GetProperty("name").GetString()!,
                entry => empty([.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())])
            );
    }

    private static void AssertSame(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual) =>
        Assert.Equal(
            expected.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order(StringComparer.Ordinal),
            actual.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order(StringComparer.Ordinal)
        );
}
