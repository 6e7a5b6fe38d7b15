using Sair.Cli.Evaluating.Badge;
using Sair.Data.Restorations;
using Sair.Worker.Evidence;

namespace Sair.Cli.Tests.Evaluating.Badge;

public sealed class BadgeFitTests
{
    private const double Published = 0.6;

    [Fact]
    public void Fit_ResultsThatDifferInOneMeasure_TellsThemApartByIt()
    {
        var good = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.3 + (0.005 * i), difference: 4)).ToList();
        var bad = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.5 + (0.005 * i), difference: 4)).ToList();

        var boundaries = BadgeFit.Fit(good, bad, Published);

        Assert.All(good, evidence => Assert.Equal(Verdict.Faithful, Judgement.Of(evidence, boundaries)));
        Assert.All(bad, evidence => Assert.NotEqual(Verdict.Faithful, Judgement.Of(evidence, boundaries)));
        Assert.Equal(Published, boundaries.SamePerson);
    }

    [Fact]
    public void Fit_ContradictionsFarBeyondGoodResults_AreDrifted()
    {
        var good = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.4, difference: 4 + (0.1 * i))).ToList();

        var boundaries = BadgeFit.Fit(good, [Evidence(distance: 0.4, difference: 30)], Published);

        Assert.Equal(Verdict.Drifted, Judgement.Of(Evidence(distance: 0.4, difference: 30), boundaries));
        Assert.InRange(boundaries.Inconsistent, 5.9, 10);
    }

    [Fact]
    public void Fit_BadResultsAmongTheGood_CallsNothingFaithfulThatIsNotNineteenTimesInTwenty()
    {
        var mixed = Enumerable.Range(0, 20).Select(i => Evidence(distance: 0.3 + (0.01 * i), difference: 4)).ToList();
        var bad = mixed.Skip(8).ToList();

        var boundaries = BadgeFit.Fit(mixed, bad, Published);

        Assert.Equal(0, bad.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful));
        Assert.Equal(8, mixed.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful));
    }

    private static ResultEvidence Evidence(double distance, double difference) =>
        new() { HeldBackPhotos = 3, Distance = distance, Spread = 0.4, Inconsistency = difference };
}
