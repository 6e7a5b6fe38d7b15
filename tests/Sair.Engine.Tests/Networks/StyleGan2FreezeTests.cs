using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class StyleGan2FreezeTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(256)] // large enough for every form of the convolutions
    public void Freeze_AnyGenerator_KeepsPicturesAndGradients(int size)
    {
        using var scope = NewDisposeScope();
        using var generator = Create(size);
        var latents = randn(2, generator.Configuration.LatentCount, 8).requires_grad_();
        var before = generator.Synthesize(latents);
        var gradientBefore = autograd.grad([before.square().sum()], [latents])[0];

        generator.Freeze();
        var after = generator.Synthesize(latents);
        var gradientAfter = autograd.grad([after.square().sum()], [latents])[0];

        Assert.InRange((before - after).abs().max().ToDouble(), 0, 1e-4 * before.abs().max().ToDouble());
        Assert.InRange((gradientBefore - gradientAfter).abs().max().ToDouble(), 0, 1e-4 * gradientBefore.abs().max().ToDouble());
    }

    [Fact]
    public void Freeze_Twice_FreesEverythingWithTheGenerator() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var generator = Create();
            generator.Freeze();
            generator.Freeze();
        });

    private static StyleGan2Generator Create(int size = 16)
    {
        manual_seed(3);
        return new StyleGan2Generator(
            new StyleGan2Configuration
            {
                Size = size,
                StyleDimension = 8,
                MappingLayers = 1,
                Channels = Enumerable
                    .Range(2, (int)Math.Log2(size) - 1)
                    .ToDictionary(power => 1 << power, power => Math.Max(3, 10 - power)),
            }
        );
    }
}
