using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Tests.Metrics;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void Of_ThreeFaces_GivesMeanAndStandardErrorByHand()
    {
        var difference = PairedDifference.Of([3, 5, 7], [1, 4, 4]); // 2, 1, 3

        Assert.Equal(2, difference.Mean, 12);
        Assert.Equal(1 / Math.Sqrt(3), difference.StandardError, 12);
    }

    [Fact]
    public void OfSets_FigureIsAMean_IsWhatTheMeansGive()
    {
        double[] first = [3, 5, 7, 1];
        double[] second = [1, 4, 4, 3];

        var sets = PairedDifference.OfSets(4, numbers => numbers.Average(i => first[i]) - numbers.Average(i => second[i]));

        var means = PairedDifference.Of(first, second);
        Assert.Equal(means.Mean, sets.Mean, 12);
        Assert.Equal(means.StandardError, sets.StandardError, 12);
    }

    [Fact]
    public void OfSets_TwoFaces_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.OfSets(2, numbers => numbers.Count));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    public void Of_OtherOrTooFewFaces_IsRefused(int first, int second) =>
        Assert.Throws<ArgumentException>(() => PairedDifference.Of(new double[first], new double[second]));
}
