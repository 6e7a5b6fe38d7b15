using Sair.Application.Evidence;
using Sair.Data.Restorations;
using Sair.Evaluation.Badge;

namespace Sair.Evaluation.Tests.Badge;

public sealed class BadgeFitTests
{
    [Fact]
    public void Fit_ResultsThatDifferInOneMeasure_TellsThemApartByIt()
    {
        var good = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.3 + (0.005 * i), difference: 4)).ToList();
        var bad = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.5 + (0.005 * i), difference: 4)).ToList();

        var boundaries = BadgeFit.Fit(good, bad, Judgement.Boundaries);

        Assert.All(good, evidence => Assert.Equal(Verdict.Faithful, Judgement.Of(evidence, boundaries)));
        Assert.All(bad, evidence => Assert.NotEqual(Verdict.Faithful, Judgement.Of(evidence, boundaries)));
        Assert.Equal(Judgement.Boundaries.SamePerson, boundaries.SamePerson);
    }

    [Fact]
    public void Fit_ResultThatLostMoreThanGoodOnes_IsDrifted()
    {
        var good = Enumerable
            .Range(0, 40)
            .Select(i => Evidence(distance: 0.4 + (0.001 * i), difference: 4) with { DistanceBefore = 0.4 })
            .ToList();
        var lost = Evidence(distance: 0.5, difference: 4) with { DistanceBefore = 0.4 };

        var boundaries = BadgeFit.Fit(good, [lost], Judgement.Boundaries);

        Assert.InRange(boundaries.LostLikeness, 0.03, 0.04);
        Assert.Equal(Verdict.Drifted, Judgement.Of(lost, boundaries));
    }

    [Fact]
    public void Fit_BadResultsAmongTheGood_CallsNothingFaithfulThatIsNotNineteenTimesInTwenty()
    {
        var mixed = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.3 + (0.01 * i), difference: 4)).ToList();
        var bad = mixed.Skip(8).ToList();

        var boundaries = BadgeFit.Fit(mixed, bad, Judgement.Boundaries);

        Assert.Equal(0, bad.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful));
        Assert.Equal(8, mixed.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful));
    }

    private static ResultEvidence Evidence(double distance, double difference) =>
        new()
        {
            HeldBackPhotos = 3,
            Distance = distance,
            Spread = 0.4,
            Inconsistency = difference,
        };
}
