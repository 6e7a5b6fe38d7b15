using Sair.Engine.Networks;

namespace Sair.Training.Tests;

public sealed class ReconstructionLossTests
{
    [Fact]
    public void Evaluate_EqualPictures_IsZeroWithAndWithoutFeatures()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var quality = new QualityNetwork();
        var pictures = (rand([2, 3, 128, 128]) * 2) - 1;

        Assert.Equal(0, ReconstructionLoss.Evaluate(pictures, pictures, null).ToDouble());
        Assert.Equal(0, ReconstructionLoss.Evaluate(pictures, pictures, quality).ToDouble(), 6);
        Assert.Equal(0, ReconstructionLoss.AtTop(pictures, pictures).ToDouble());
    }

    [Fact]
    public void Evaluate_PicturesAllBrighter_CostsTheDifferenceAndNoEdges()
    {
        using var scope = NewDisposeScope();
        var originals = zeros([1, 3, 8, 8]);

        Assert.Equal(0.5, ReconstructionLoss.Evaluate(originals + 0.5, originals, null).ToDouble(), 6);
        Assert.Equal(0.25 + (0.5 * 0.5), ReconstructionLoss.AtTop(originals + 0.5, originals).ToDouble(), 6);
    }

    [Fact]
    public void Below_LevelsThatAreTheOriginalsMeans_CostNothingAndThoseBelowEightPixelsNeverDo()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var target = rand([1, 3, 32, 32]);
        var half = nn.functional.avg_pool2d(target, 2);
        var quarter = nn.functional.avg_pool2d(half, 2);
        StyleGan2Level[] levels = [Level(zeros([1, 3, 4, 4])), Level(quarter), Level(half), Level(target)];

        Assert.Equal(0, ReconstructionLoss.Below(levels, target).ToDouble(), 6);
        levels[1] = Level(quarter + 2);
        Assert.Equal(0.25 * 4, ReconstructionLoss.Below(levels, target).ToDouble(), 5);

        static StyleGan2Level Level(Tensor picture) => new((int)picture.shape[^1], null, picture, picture);
    }

    [Fact]
    public void Decibels_ErrorOfATenthOfTheRange_IsTwentyForEach()
    {
        using var scope = NewDisposeScope();
        var originals = zeros([2, 3, 4, 4]);

        Assert.All(ReconstructionLoss.Decibels(originals + 0.2, originals).data<float>().ToArray(), value => Assert.Equal(20, value, 3));
    }
}
