using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Degradations;

public sealed class DegradationEstimatorTests
{
    [Theory]
    [InlineData(1.5)]
    [InlineData(2.5)]
    public void EstimateBlur_BlurredPicture_IsNearTheTruth(double deviation)
    {
        using var model = new DegradationModel(new Degradation { Side = 64, BlurDeviation = deviation });

        Assert.InRange(DegradationEstimator.EstimateBlur(DegradationEstimator.Luma(Degrade(model))), 0.6 * deviation, 1.5 * deviation);
    }

    [Fact]
    public void EstimateBlur_SharpOrNoisyPicture_IsZero()
    {
        using var sharp = new DegradationModel(new Degradation { Side = 64 });
        using var noisy = new DegradationModel(
            new Degradation
            {
                Side = 64,
                BlurDeviation = 2,
                NoiseDeviation = 0.06,
            }
        );

        Assert.Equal(0, DegradationEstimator.EstimateBlur(DegradationEstimator.Luma(Degrade(sharp))));
        Assert.Equal(0, DegradationEstimator.EstimateBlur(DegradationEstimator.Luma(Degrade(noisy))));
    }

    [Fact]
    public void EstimateNoise_KnownNoise_IsNearTheTruth()
    {
        using var model = new DegradationModel(
            new Degradation
            {
                Side = 64,
                BlurDeviation = 2,
                NoiseDeviation = 0.05,
            }
        );

        // Luma averages the three channels' noise to 0.67 of it.
        Assert.InRange(DegradationEstimator.EstimateNoise(DegradationEstimator.Luma(Degrade(model))), 0.025, 0.042);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void EstimateJpegQuality_StronglyCompressed_IsFound(int quality)
    {
        using var model = new DegradationModel(new Degradation { Side = 64 });
        var compressed = ImageDecoder.Decode(ImageEncoder.Encode(Degrade(model), ImageFormat.Jpeg, quality)).Image;

        Assert.InRange(DegradationEstimator.EstimateJpegQuality(DegradationEstimator.Luma(compressed)) ?? 100, 5, 50);
    }

    [Fact]
    public void Complete_CleanPicture_AssumesNeitherBlurNorJpeg()
    {
        using var model = new DegradationModel(new Degradation { Side = 64 });

        var degradation = DegradationEstimator.Complete(Degrade(model), 64);

        Assert.Equal(0, degradation.BlurDeviation);
        Assert.Null(degradation.JpegQuality);
    }

    [Fact]
    public void Complete_ChosenByTheUser_IsTakenAsItIs()
    {
        using var model = new DegradationModel(new Degradation { Side = 64, BlurDeviation = 3 });

        var degradation = DegradationEstimator.Complete(Degrade(model), 32, blurDeviation: 0.2, jpegQuality: 0);

        Assert.Equal(0.2, degradation.BlurDeviation);
        Assert.Null(degradation.JpegQuality);
        Assert.Equal(32, degradation.Side);
    }

    // Edges of many directions, as faces have: discs on a gradient.
    private static RgbImage Degrade(DegradationModel model)
    {
        using var scope = NewDisposeScope();
        const int Side = 256;
        var y = arange(Side, float32).reshape(-1, 1);
        var x = arange(Side, float32).reshape(1, -1);
        var picture = (y + x) / (3 * Side);
        foreach (
            var (centreX, centreY, radius, value) in new[]
            {
                (90, 100, 60, 0.8),
                (180, 170, 50, 0.3),
                (100, 110, 20, 0.2),
                (60, 200, 30, 0.9),
                (200, 60, 35, 0.6),
            }
        )
        {
            var inside = ((x - centreX).square() + (y - centreY).square()).lt(radius * radius).to(float32);
            picture = (picture * (1 - inside)) + (inside * value);
        }

        return model.Degrade(picture.reshape(1, 1, Side, Side).repeat(1, 3, 1, 1), 1).ToImage();
    }
}
