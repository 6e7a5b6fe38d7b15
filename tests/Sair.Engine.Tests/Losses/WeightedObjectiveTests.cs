using Sair.Engine.Losses;

namespace Sair.Engine.Tests.Losses;

public sealed class WeightedObjectiveTests
{
    private readonly WeightedObjective _objective = new([
        new("first", 2, new LatentPriorLoss(zeros([]))),
        new("unused", 0, new GeodesicCrossLoss()),
        new("late", 10, new LatentPriorLoss(ones([])), Start: 5),
    ]);

    [Fact]
    public void Evaluate_BeforeAndAfterTheStart_SumsWhatCounts()
    {
        using var scope = NewDisposeScope();
        var latent = full([1, 2, 3], 2, float32).requires_grad_();

        var early = _objective.Evaluate(LossTests.Context(latent, 4));
        var late = _objective.Evaluate(LossTests.Context(latent, 5));

        Assert.Equal(["first", "late"], _objective.Terms.Select(term => term.Name));
        Assert.Equal([24, 0], early.Values.data<float>().ToArray());
        Assert.Equal([24, 6], late.Values.data<float>().ToArray());
        Assert.Equal(48, early.Total.ToDouble());
        Assert.Equal(108, late.Total.ToDouble());
        Assert.False(late.Values.requires_grad);
        Assert.True(late.Total.requires_grad);
    }

    [Fact]
    public void Evaluate_NothingCountsYet_GivesADifferentiableZero()
    {
        using var scope = NewDisposeScope();
        var latent = ones([1, 2, 3]).requires_grad_();
        var objective = new WeightedObjective([new("late", 1, new GeodesicCrossLoss(), Start: 5)]);

        var total = objective.Evaluate(LossTests.Context(latent)).Total;

        Assert.Equal(0, total.ToDouble());
        Assert.Equal(0, autograd.grad([total], [latent])[0].abs().max().ToDouble());
    }
}
