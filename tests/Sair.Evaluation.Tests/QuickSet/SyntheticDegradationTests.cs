using Sair.Cli.Tests.Fakes;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Tests.QuickSet;

public sealed class SyntheticDegradationTests
{
    [Fact]
    public void Apply_GreySquare_AddsNoiseOfTheStatedVariance()
    {
        var degraded = SyntheticDegradation.Apply(Pictures.Plain(256, 256, 128), 4, new Random(3));

        Assert.Equal((64, 64), (degraded.Width, degraded.Height));
        var values = degraded.Pixels.Select(pixel => (pixel - 128) / 255.0).ToArray();
        var mean = values.Average();
        var variance = values.Average(value => (value - mean) * (value - mean));
        Assert.InRange(mean, -0.005, 0.005);
        Assert.InRange(variance, 0.9 * SyntheticDegradation.MinVariance, 1.1 * SyntheticDegradation.MaxVariance);
    }

    [Fact]
    public void Apply_SameSeed_GivesTheSameBytes()
    {
        var truth = Pictures.Noise(64, 5);

        Assert.Equal(
            SyntheticDegradation.Apply(truth, 8, new Random(1)).Pixels,
            SyntheticDegradation.Apply(truth, 8, new Random(1)).Pixels
        );
        Assert.NotEqual(
            SyntheticDegradation.Apply(truth, 8, new Random(1)).Pixels,
            SyntheticDegradation.Apply(truth, 8, new Random(2)).Pixels
        );
    }

    [Fact]
    public void Apply_RampDown_StaysUpright()
    {
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / (64 * 3) * 4);
        }

        var degraded = SyntheticDegradation.Apply(new RgbImage(64, 64, pixels), 8, new Random(1));

        Assert.True(degraded.Pixels[..24].Average(pixel => (double)pixel) < 60);
        Assert.True(degraded.Pixels[^24..].Average(pixel => (double)pixel) > 190);
    }

    [Fact]
    public void Apply_SideThatIsNoMultiple_Throws() =>
        Assert.Throws<ArgumentException>(() => SyntheticDegradation.Apply(Pictures.Plain(100, 100, 0), 8, new Random(1)));
}
