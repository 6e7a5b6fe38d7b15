using Sair.Engine.Engines.Sair;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class SairPackTests(TinyPack pack) : IClassFixture<TinyPack>
{
    [Fact]
    public void Sample_SameSeed_SameFacesAroundTheMean()
    {
        using var scope = NewDisposeScope();
        using var loaded = SairPack.Load(pack.Context.Models, CPU);

        var first = loaded.Sample(3, 1, seed: 4);

        Assert.Equal([3, loaded.Generator.Configuration.LatentCount, loaded.Generator.Configuration.StyleDimension], first.shape);
        Assert.True(first.bytes.SequenceEqual(loaded.Sample(3, 1, seed: 4).bytes));
        Assert.False(first.bytes.SequenceEqual(loaded.Sample(3, 1, seed: 5).bytes));
        Assert.Equal(0, (loaded.Sample(3, 0, seed: 4) - loaded.LatentMean).abs().max().ToDouble());
    }
}
