using Sair.Training.Codebooks;

namespace Sair.Training.Tests.Codebooks;

public sealed class ScoreBalanceTests
{
    [Fact]
    public void Factors_RareScores_AreDrawnMoreOftenUpToTheLimit()
    {
        double[] scores = [.. Enumerable.Repeat(0.85, 12), .. Enumerable.Repeat(0.75, 6), 0.95, 1];

        var factors = ScoreBalance.Factors(scores);

        Assert.Equal([.. Enumerable.Repeat(1.0, 12), .. Enumerable.Repeat(2.0, 6), ScoreBalance.Limit, ScoreBalance.Limit], factors);
    }

    [Fact]
    public void Count_EdgesOfRows_CountInTheUpperRowAndOneInTheLast() =>
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 1, 0, 2], ScoreBalance.Count([0, 0.7, 0.9, 1]));
}
