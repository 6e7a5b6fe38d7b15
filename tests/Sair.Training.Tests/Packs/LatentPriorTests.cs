using Sair.Training.Packs;

namespace Sair.Training.Tests.Packs;

public sealed class LatentPriorTests
{
    [Fact]
    public void Draw_FittedToAPlane_HasItsMeanAndSpread()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var axes = tensor(new float[] { 3, 0, 0, 0, 1, 0 }, [2, 3]);
        var latents = randn(400, 2).matmul(axes) + tensor(new float[] { 1, 2, 3 });

        var drawn = LatentPrior.Fit(latents, 2).Draw(4000);

        Assert.Equal(
            [3.0, 1.0, 0.0],
            drawn.std([0]).data<float>().ToArray().Select(value => (double)value),
            (expected, actual) => Math.Abs(expected - actual) < 0.25
        );
        Assert.Equal(
            [1.0, 2.0, 3.0],
            drawn.mean([0]).data<float>().ToArray().Select(value => (double)value),
            (expected, actual) => Math.Abs(expected - actual) < 0.35
        );
    }
}
