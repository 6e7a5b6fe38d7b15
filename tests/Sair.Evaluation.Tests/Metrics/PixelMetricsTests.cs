using Sair.Engine.Imaging;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Tests.Metrics;

public sealed class PixelMetricsTests
{
    [Fact]
    public void PeakSignalToNoiseRatio_EveryPixelOffByOne_Is48Decibels()
    {
        var truth = Plain(100);
        var image = Plain(101);

        Assert.Equal(20 * Math.Log10(255), PixelMetrics.PeakSignalToNoiseRatio(image, truth), 9);
    }

    [Fact]
    public void PeakSignalToNoiseRatio_EqualPictures_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, PixelMetrics.PeakSignalToNoiseRatio(Plain(7), Plain(7)));

    [Fact]
    public void PeakSignalToNoiseRatio_OtherSize_Throws() =>
        Assert.Throws<ArgumentException>(() => PixelMetrics.PeakSignalToNoiseRatio(Plain(7), new RgbImage(1, 1, [0, 0, 0])));

    [Fact]
    public void StructuralSimilarity_EqualPictures_IsOne() => Assert.Equal(1, StructuralSimilarity.Compute(Noise(1), Noise(1)), 9);

    [Fact]
    public void StructuralSimilarity_PlainPictures_IsTheLuminanceTerm()
    {
        // Without contrast only the first factor of the formula is left.
        const double c1 = 0.01 * 255 * (0.01 * 255);
        var expected = ((2 * 100.0 * 150) + c1) / ((100.0 * 100) + (150.0 * 150) + c1);

        Assert.Equal(expected, StructuralSimilarity.Compute(Plain(100), Plain(150)), 6);
    }

    [Fact]
    public void StructuralSimilarity_IndependentNoise_IsNearZero() =>
        Assert.InRange(StructuralSimilarity.Compute(Noise(1), Noise(2)), -0.1, 0.1);

    private static RgbImage Plain(byte value)
    {
        var pixels = new byte[32 * 32 * 3];
        Array.Fill(pixels, value);
        return new RgbImage(32, 32, pixels);
    }

    private static RgbImage Noise(int seed)
    {
        var pixels = new byte[32 * 32 * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(32, 32, pixels);
    }
}
