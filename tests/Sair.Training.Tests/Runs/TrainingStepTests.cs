using Sair.Training.Runs;

namespace Sair.Training.Tests.Runs;

public sealed class TrainingStepTests
{
    [Fact]
    public void Seed_SameStep_RepeatsAllDrawsAndAnotherStepDoesNot()
    {
        var (first, again, other) = (Draw(3), Draw(3), Draw(4));

        Assert.Equal(first, again);
        Assert.NotEqual(first.Tensor, other.Tensor);
        Assert.NotEqual(first.Number, other.Number);

        static (float Tensor, double Number) Draw(long step)
        {
            using var scope = NewDisposeScope();
            var random = TrainingStep.Seed(1, step);
            return (rand([1]).item<float>(), random.NextDouble());
        }
    }

    [Theory]
    [InlineData(0, 0.01)] // the first hundredth of the warm-up
    [InlineData(500, 0.51)] // half-way down to a fiftieth
    [InlineData(1000, 0.02)]
    [InlineData(2000, 0.02)] // a run whose goal was lowered
    public void CosineRate_AlongARun_RisesAndFallsToAFiftieth(long step, double rate) =>
        Assert.Equal(rate, TrainingStep.CosineRate(1, step, 1000), 4);

    [Fact]
    public void Descend_SteepLoss_ClipsGivesTheLengthAndForgetsTheGradient()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor([3f, 4f]));
        using var idle = new Parameter(tensor([1f]));
        using var adam = new ResumableAdam([("weight", weight)], beta1: 0, beta2: 0);

        var length = TrainingStep.Descend(adam, (weight * tensor([30f, 40f])).sum(), [weight, idle], 0.5);

        Assert.Equal(50, length, 3);
        Assert.Equal(0.5, adam.LearningRate);
        Assert.Equal([2.5f, 3.5f], weight.detach().data<float>().ToArray().Select(value => MathF.Round(value, 4)));
        Assert.Null(weight.grad);
    }
}
