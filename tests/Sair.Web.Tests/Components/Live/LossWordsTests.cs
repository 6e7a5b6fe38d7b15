using Sair.Data.Restorations;
using Sair.Engine.Engines;
using Sair.Web.Components.Live;

namespace Sair.Web.Tests.Components.Live;

public sealed class LossWordsTests
{
    private static readonly LossTerm[] s_terms = [new("fidelity", 0.1, 12), new("something new", 2, 2)];

    [Fact]
    public void ToCurvePoint_Losses_BeginsWithLikenessAndTotal()
    {
        var point = LossWords.ToCurvePoint(3, new StepLosses(s_terms, 14, 0.5));

        Assert.Equal(["identity", "total", "term-fidelity", "term-something new"], point.Terms.Select(term => term.Name));
        Assert.Equal([0.5, 14, 12, 2], point.Terms.Select(term => term.Value));
    }

    [Theory]
    [InlineData("change")]
    [InlineData("quality")]
    [InlineData("tuning")]
    public void ToCurvePoint_OneTerm_IsNotShownAgainAsItsTotal(string term)
    {
        var live = LossWords.ToCurvePoint(3, new StepLosses([new LossTerm(term, 0.25, 0.25)], 0.25, null));
        var stored = LossWords
            .ToCurvePoints(new LossCurve([3], new Dictionary<string, IReadOnlyList<float?>> { [term] = [0.25f] }, [0.25f], [null]))
            .Single();

        Assert.Equal([$"term-{term}"], live.Terms.Select(value => value.Name));
        Assert.Equal(live.Terms, stored.Terms);
    }

    [Theory]
    [InlineData("identity", true)]
    [InlineData("quality", false)]
    [InlineData("change", false)]
    public void IsRaised_TermsOfTheRun_TellWhetherItSearchedForLikeness(string term, bool expected) =>
        Assert.Equal(
            expected,
            LossWords.IsRaised(new LossCurve([1], new Dictionary<string, IReadOnlyList<float?>> { [term] = [0.25f] }, [1], [0.5f]))
        );

    [Theory]
    [InlineData("quality")]
    [InlineData("change")]
    [InlineData("noise")]
    [InlineData("variance")]
    public void Label_TermOfAnyEngine_IsInWords(string term) => Assert.NotEqual(term, LossWords.Label(term));

    [Fact]
    public void Label_UnknownTerm_IsItsOwnName() => Assert.Equal("something new", LossWords.Label("something new"));

    [Fact]
    public void ToCurvePoints_TermThatSetsInLater_IsLeftOutBefore()
    {
        var curve = new LossCurve(
            [1, 2],
            new Dictionary<string, IReadOnlyList<float?>> { ["fidelity"] = [3, 1.75f], ["colour"] = [null, 0.25f] },
            [3, 2],
            [null, 0.5f]
        );

        var points = LossWords.ToCurvePoints(curve);

        Assert.Equal(["term-fidelity"], points[0].Terms.Select(term => term.Name));
        Assert.Equal(["identity", "total", "term-fidelity", "term-colour"], points[1].Terms.Select(term => term.Name));
        Assert.Equal([0.5, 2, 1.75, 0.25], points[1].Terms.Select(term => term.Value));
    }
}
