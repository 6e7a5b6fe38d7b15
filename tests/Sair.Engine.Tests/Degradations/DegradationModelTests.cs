using Sair.Engine.Degradations;
using Sair.Engine.Tests.Losses;
using Sair.TestKit;

namespace Sair.Engine.Tests.Degradations;

public sealed class DegradationModelTests
{
    [Theory]
    [InlineData(32, 0, null)]
    [InlineData(8, 1.5, null)]
    [InlineData(13, 0, 30)]
    [InlineData(24, 0.7, 80)]
    public void Apply_ConstantPicture_StaysConstant(int side, double blur, int? quality)
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(
            new Degradation
            {
                Side = side,
                BlurDeviation = blur,
                JpegQuality = quality,
            }
        );

        var result = model.Apply(full([1, 3, 32, 32], 0.5, float32));

        Assert.Equal([1, 3, side, side], result.shape);
        Assert.InRange((result - 0.5).abs().max().ToDouble(), 0, 0.01);
    }

    [Fact]
    public void Apply_SameSideWithoutBlur_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(new Degradation { Side = 32 });
        var picture = LossTests.Values(1, [1, 3, 32, 32]);

        Assert.InRange((model.Apply(picture) - picture).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    public void Apply_RampAtAnyFactor_KeepsItsPlace()
    {
        using var scope = NewDisposeScope();
        var ramp = (arange(64, float32) / 64).reshape(1, 1, 1, 64).expand(1, 3, 64, 64).contiguous();
        foreach (var side in new[] { 32, 16, 21, 12 })
        {
            using var model = new DegradationModel(new Degradation { Side = side });
            var expected = (((arange(side, float32) + 0.5) * (64.0 / side)) - 0.5) / 64;
            var middle = model.Apply(ramp)[0, 0, side / 2];

            Assert.InRange((middle - expected)[4..^4].abs().max().ToDouble(), 0, 1e-3);
        }
    }

    [Fact]
    public void Apply_BlurAndResize_HasTheRightGradient()
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(new Degradation { Side = 8, BlurDeviation = 1 });

        FiniteDifferences.AssertGradient(image => model.Apply(image).square().sum(), LossTests.Values(1, [1, 3, 32, 32]));
    }

    [Fact]
    public void Degrade_SameSeed_SameNoiseAndGlobalSequenceUntouched()
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(new Degradation { Side = 16, NoiseDeviation = 0.05 });
        var picture = full([1, 3, 32, 32], 0.5, float32);
        manual_seed(9);
        var expected = rand([4]).data<float>().ToArray();
        manual_seed(9);

        var first = model.Degrade(picture, 1);

        Assert.Equal(expected, rand([4]).data<float>().ToArray());
        Assert.Equal(first.data<float>().ToArray(), model.Degrade(picture, 1).data<float>().ToArray());
        Assert.NotEqual(first.data<float>().ToArray(), model.Degrade(picture, 2).data<float>().ToArray());
        Assert.InRange((first - 0.5).std().ToDouble(), 0.04, 0.06);
    }

    [Fact]
    public void Apply_ManyTimes_FreesEverythingWithTheModel() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var model = new DegradationModel(
                new Degradation
                {
                    Side = 12,
                    JpegQuality = 40,
                    BlurDeviation = 1,
                }
            );
            model.Apply(ones([1, 3, 32, 32]));
            model.Apply(ones([1, 3, 64, 64]));
        });
}
