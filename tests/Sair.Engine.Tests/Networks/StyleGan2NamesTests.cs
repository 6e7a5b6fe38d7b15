using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class StyleGan2NamesTests
{
    [Fact]
    public void FromNvlabs_UnknownName_NamesIt()
    {
        using var scope = NewDisposeScope();

        var failure = Assert.Throws<KeyNotFoundException>(() =>
            StyleGan2Names.FromNvlabs(new Dictionary<string, Tensor> { ["synthesis.b8.skip.weight"] = ones([1]) })
        );

        Assert.Contains("synthesis.b8.skip.weight", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNvlabs_BothLayouts_TellsThemApart()
    {
        Assert.True(StyleGan2Names.IsNvlabs(["mapping.fc0.weight", "synthesis.b4.const"]));
        Assert.False(StyleGan2Names.IsNvlabs(["style.1.weight", "input.input"]));
    }
}
