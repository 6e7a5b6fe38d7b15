namespace Sair.Engine.Tests.Tensors;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void RateAt_FirstStep_MovesByDefaultAndNotAsPublished()
    {
        Assert.Equal(0.005, new LearningRateSchedule().RateAt(0, 400), 9);
        Assert.Equal(0, new LearningRateSchedule(FirstStepMoves: false).RateAt(0, 400));
    }

    [Fact]
    public void RateAt_OverARun_RisesStaysAndFalls()
    {
        var rates = Enumerable.Range(0, 400).Select(step => new LearningRateSchedule(Peak: 0.2).RateAt(step, 400)).ToList();

        Assert.All(rates.Take(19).Zip(rates.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        Assert.All(rates.Skip(20).Take(280), rate => Assert.Equal(0.2, rate, 9));
        Assert.All(rates.Skip(300).Zip(rates.Skip(301)), pair => Assert.True(pair.First > pair.Second));
        Assert.InRange(rates[^1], 1e-9, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void RateAt_ShortRuns_IsPositiveAndBounded(int steps) =>
        Assert.All(Enumerable.Range(0, steps), step => Assert.InRange(new LearningRateSchedule().RateAt(step, steps), 1e-6, 0.1));
}
