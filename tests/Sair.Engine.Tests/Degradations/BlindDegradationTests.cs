using Sair.Engine.Degradations;
using Sair.TestKit;

namespace Sair.Engine.Tests.Degradations;

public sealed class BlindDegradationTests
{
    [Fact]
    public void Apply_SameSeed_SameBytesOfTheWantedSide()
    {
        using var scope = NewDisposeScope();
        var picture = SeededNoise.Normal([1, 3, 32, 32], 1).sigmoid();
        var degradation = new BlindDegradation
        {
            Side = 12,
            HorizontalBlur = 1,
            VerticalBlur = 2,
            NoiseDeviation = 0.05,
            JpegQuality = 40,
        };

        var first = degradation.Apply(picture, 7);

        Assert.Equal([1, 3, 12, 12], first.shape);
        Assert.Equal(first.data<float>().ToArray(), degradation.Apply(picture, 7).data<float>().ToArray());
        Assert.NotEqual(first.data<float>().ToArray(), degradation.Apply(picture, 8).data<float>().ToArray());
    }

    [Fact]
    public void Apply_Nothing_KeepsThePicture()
    {
        using var scope = NewDisposeScope();
        var picture = SeededNoise.Normal([1, 3, 16, 16], 1).sigmoid();

        Assert.Equal(
            picture.data<float>().ToArray(),
            new BlindDegradation { Side = 16 }
                .Apply(picture, 0)
                .data<float>()
                .ToArray()
        );
    }

    [Fact]
    public void Apply_AnyChain_FreesEveryOtherTensor() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            new BlindDegradation
            {
                Side = 8,
                NoiseDeviation = 0.1,
                JpegQuality = 50,
            }.Apply(full([1, 3, 16, 16], 0.5), 1);
        });

    [Fact]
    public void Draw_Heavy_FollowsThePictureSide()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var drawn = BlindDegradationRange.Heavy.Draw(128, random);
            Assert.InRange(drawn.Side, 17, 128);
            Assert.InRange(drawn.HorizontalBlur, 0.25, 3.75);
            Assert.InRange(drawn.NoiseDeviation, 0, 20.0 / 255);
            Assert.InRange(drawn.JpegQuality, 30, 80);
        }
    }
}
