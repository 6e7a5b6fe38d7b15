using Sair.Training.Quality;

namespace Sair.Training.Tests.Quality;

public sealed class QualityPairsTests
{
    [Fact]
    public void Evaluate_ExactScores_IsZero()
    {
        using var scope = NewDisposeScope();
        var targets = tensor([0.9f, 0.2f, 0.5f, 0.7f]);

        Assert.Equal(0, QualityLoss.Evaluate(targets, targets, 1).ToDouble());
    }

    [Fact]
    public void Evaluate_WrongOrder_CostsMoreThanTheErrorAlone()
    {
        using var scope = NewDisposeScope();
        var (scores, targets) = (tensor([0.4f, 0.6f]), tensor([0.6f, 0.4f]));

        Assert.Equal(0.2 + 0.04, QualityLoss.Evaluate(scores, targets, 0).ToDouble(), 6);
        Assert.Equal(0.2 + 0.04 + 0.3, QualityLoss.Evaluate(scores, targets, 1).ToDouble(), 6);
    }
}
