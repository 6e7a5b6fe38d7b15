using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class StyleGan2FreezeTests
{
    [Fact]
    public void Freeze_AnyGenerator_KeepsPicturesAndGradients()
    {
        using var scope = NewDisposeScope();
        using var generator = Create();
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
    public void Freeze_Twice_FreesEverythingWithTheGenerator() => LiveTensors.AssertUnchanged(() =>
    {
        using var scope = NewDisposeScope();
        using var generator = Create();
        generator.Freeze();
        generator.Freeze();
    });

    private static StyleGan2Generator Create()
    {
        manual_seed(3);
        return new StyleGan2Generator(new StyleGan2Configuration
        {
            Size = 16,
            StyleDimension = 8,
            MappingLayers = 1,
            Channels = new Dictionary<int, int> { [4] = 8, [8] = 6, [16] = 5 },
        });
    }
}
