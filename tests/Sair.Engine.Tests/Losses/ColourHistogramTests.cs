using Sair.Engine.Losses;
using Sair.TestKit;

namespace Sair.Engine.Tests.Losses;

public sealed class ColourHistogramTests
{
    [Fact]
    public void Cumulative_AnyValues_RisesFromZeroToOne()
    {
        using var scope = NewDisposeScope();
        var cumulative = ColourHistogram.Cumulative((LossTests.Values(1, [3, 500]) * 1.4) - 0.2);

        Assert.True((cumulative[.., 1..] - cumulative[.., ..^1]).min().ToDouble() >= 0);
        Assert.Equal(1, cumulative[.., ^1..].mean().ToDouble(), 6);
    }

    [Fact]
    public void Cumulative_InsideBins_HasTheRightGradient()
    {
        using var scope = NewDisposeScope();
        var weights = LossTests.Values(2, [3, ColourHistogram.Bins], float64);

        FiniteDifferences.AssertGradient(
            values => (ColourHistogram.Cumulative(values) * weights).sum(),
            LossTests.Values(1, [3, 50], float64),
            1e-3,
            1e-8
        );
    }

    [Fact]
    public void Evaluate_SameColours_IsZero()
    {
        using var scope = NewDisposeScope();
        var picture = LossTests.Values(1, [1, 3, 16, 16]);
        using var loss = new ColourHistogramLoss(picture, 16, _ => ones([16, 16]));

        Assert.Equal(0, loss.Evaluate(LossTests.Context(picture)).ToDouble(), 7);
    }

    [Fact]
    public void Evaluate_BrighterPicture_CostsTheShiftInBinsAndPullsItBack()
    {
        using var scope = NewDisposeScope();
        var target = full([1, 3, 8, 8], 0.4, float32);
        using var loss = new ColourHistogramLoss(target, 8, _ => ones([8, 8]));
        var brighter = (target + 0.11).detach().requires_grad_();

        var value = loss.Evaluate(LossTests.Context(brighter));

        // A shift of luma by 0.11 of a range of 1.1 moves a tenth of one of three cumulative histograms.
        Assert.Equal(0.1 / 3, value.ToDouble(), 3);
        Assert.True(autograd.grad([value], [brighter])[0].sum().ToDouble() > 0);
    }

    [Fact]
    public void Evaluate_OutsideTheMask_HasNoGradient()
    {
        using var scope = NewDisposeScope();
        var mask = zeros([8, 8]);
        mask[..4].fill_(1);
        using var loss = new ColourHistogramLoss(LossTests.Values(1, [1, 3, 8, 8]), 8, _ => mask);
        var image = LossTests.Values(2, [1, 3, 32, 32]).requires_grad_();

        var gradient = autograd.grad([loss.Evaluate(LossTests.Context(image))], [image])[0];

        Assert.True(gradient[.., .., ..16].abs().max().ToDouble() > 0);
        Assert.Equal(0, gradient[.., .., 16..].abs().max().ToDouble());
    }

    [Fact]
    public void Evaluate_Probabilities_CountPixelsByTheirOwn()
    {
        using var scope = NewDisposeScope();
        var mask = ones([8, 8]);
        mask[4..].fill_(0.25);
        using var loss = new ColourHistogramLoss(zeros([1, 3, 8, 8]), 8, _ => mask);
        var half = zeros([1, 3, 8, 8]);
        half[.., .., 4..].fill_(0.44);

        // Grey of 0.44 moves luma by 0.4 of the range, for a fifth of what counts, in one of three histograms.
        Assert.Equal(0.4 * 0.2 / 3, loss.Evaluate(LossTests.Context(half)).ToDouble(), 3);
    }

    [Fact]
    public void Cumulative_WithWeights_HasTheRightGradient()
    {
        using var scope = NewDisposeScope();
        var bins = LossTests.Values(2, [3, ColourHistogram.Bins], float64);
        var weights = LossTests.Values(3, [50], float64);

        FiniteDifferences.AssertGradient(
            values => (ColourHistogram.Cumulative(values, weights) * bins).sum(),
            LossTests.Values(1, [3, 50], float64),
            1e-3,
            1e-8
        );
    }

    [Fact]
    public void Evaluate_EmptyMask_CountsTheWholePicture()
    {
        using var scope = NewDisposeScope();
        using var loss = new ColourHistogramLoss(zeros([1, 3, 8, 8]), 8, _ => zeros([8, 8]));

        Assert.True(loss.Evaluate(LossTests.Context(ones([1, 3, 8, 8]))).ToDouble() > 0.2);
    }

    [Fact]
    public void Evaluate_Repeatedly_FreesEverythingWithTheLoss() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var loss = new ColourHistogramLoss(zeros([1, 3, 8, 8]), 8, _ => ones([8, 8]));
            loss.Evaluate(LossTests.Context(ones([1, 3, 8, 8])));
            loss.Evaluate(LossTests.Context(ones([1, 3, 16, 16])));
        });
}
