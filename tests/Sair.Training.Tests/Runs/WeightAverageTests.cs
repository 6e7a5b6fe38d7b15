using Sair.Training.Runs;

namespace Sair.Training.Tests.Runs;

public sealed class WeightAverageTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 0.25)]
    [InlineData(99, 0.01)]
    [InlineData(5000, 0.01)]
    public void ShareOfStep_EarlyAndLate_IsTheMeanOfAllStepsAndThenTheLeast(long step, double share) =>
        Assert.Equal(share, WeightAverage.ShareOfStep(step, 0.01), 12);

    [Theory]
    [InlineData(100, 0.75)] // twice the half-life of ten
    [InlineData(1_000_000, 0.034064)] // half after 400
    public void ShareOfImages_EarlyAndLate_HalvesWithinATenthOfThoseSeenOrTheHalfLife(long seen, double share) =>
        Assert.Equal(share, WeightAverage.ShareOfImages(20, seen, 400), 5);

    [Fact]
    public void Measure_MeasureThatFails_PutsTheWeightsBack()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor([1f]));
        using var average = new WeightAverage([("weight", weight)]);
        using (no_grad())
        {
            weight.fill_(3);
        }

        average.Update(0.5);
        Assert.Equal(2, average.Measure(() => weight.detach().item<float>()));
        Assert.Throws<InvalidOperationException>(() => average.Measure<int>(() => throw new InvalidOperationException()));

        Assert.Equal(3, weight.detach().item<float>());
        Assert.Equal(2, average.Values["weight"].item<float>());
    }
}
