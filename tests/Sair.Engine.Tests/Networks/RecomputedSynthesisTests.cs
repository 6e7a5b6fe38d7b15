using Sair.Engine.Engines.Sair;
using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class RecomputedSynthesisTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(32)]
    public void Gradient_AnySide_IsThatOfTheWholeGraph(int side)
    {
        using var scope = NewDisposeScope();
        using var generator = Create();
        var latents = randn(1, generator.Configuration.LatentCount, 8).requires_grad_();
        var weights = randn(1, 3, side, side);
        var whole = PictureRange.Clamp(generator.Synthesize(latents, upTo: side));
        var expected = autograd.grad([(whole * weights).sum()], [latents])[0];

        var synthesis = new RecomputedSynthesis(generator, generator.ConstantNoise, PictureRange.Clamp);
        var picture = synthesis.Render(latents, side);
        var actual = synthesis.Gradient(latents, autograd.grad([(picture * weights).sum()], [picture])[0]);

        Assert.Equal(whole.data<float>().ToArray(), picture.data<float>().ToArray());
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, 1e-5 * expected.abs().max().ToDouble());
    }

    [Fact]
    public void Gradient_ManyTimes_KeepsNothing() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var generator = Create();
            var latents = randn(1, generator.Configuration.LatentCount, 8);
            var synthesis = new RecomputedSynthesis(generator, generator.ConstantNoise, PictureRange.Clamp);
            for (var i = 0; i < 3; i++)
            {
                using var step = NewDisposeScope();
                synthesis.Gradient(latents, ones_like(synthesis.Render(latents, 32)));
            }
        });

    private static StyleGan2Generator Create()
    {
        manual_seed(3);
        var generator = new StyleGan2Generator(
            new StyleGan2Configuration
            {
                Size = 32,
                StyleDimension = 8,
                MappingLayers = 1,
                Channels = new Dictionary<int, int>
                {
                    [4] = 8,
                    [8] = 8,
                    [16] = 6,
                    [32] = 4,
                },
            }
        );
        generator.Freeze();
        return generator;
    }
}
