using Sair.Application.Restorations;
using Sair.Data.Restorations;

namespace Sair.Application.Tests.Restorations;

public sealed class ResultSummaryTests
{
    [Theory]
    [InlineData(0.75, "as like your good photos as two clear photos of one person are")]
    [InlineData(0.55, "clearly like the person")]
    [InlineData(0.35, "somewhat like the person")]
    [InlineData(0.05, "hardly more like your good photos than a stranger")]
    public void Of_EachLikeness_SaysWhatItMeans(double after, string expected) =>
        Assert.Contains(expected, ResultSummary.Of(null, after, null, null).Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.94, 0.1, 0.15, "but the picture is poor as it was", false)]
    [InlineData(0.94, 0.1, 0.3, "but the picture is soft now (poor before)", false)]
    [InlineData(0.94, 0.3, 0.6, "and the picture is clear now (soft before)", true)]
    [InlineData(0.2, 0.3, 0.6, "but the picture is clear now (soft before)", false)]
    [InlineData(0.2, 0.1, 0.15, "and the picture is poor as it was", false)]
    public void Of_LikenessAndPicture_SaysBothAndIsGoodOnlyWhereBothAre(
        double likeness,
        double before,
        double after,
        string expected,
        bool isGood
    )
    {
        var summary = ResultSummary.Of(0.1, likeness, before, after);

        Assert.Contains(expected, summary.Sentence, StringComparison.Ordinal);
        Assert.Contains("Its likeness was 0.10 before.", summary.Sentence, StringComparison.Ordinal);
        Assert.Equal(isGood, summary.IsGood);
    }

    [Fact]
    public void Of_LessLikeThanBefore_SaysThatLikenessWasLostAndNotThatItIsLike()
    {
        var summary = ResultSummary.Of(0.87, 0.65, 0.5, 0.6);

        Assert.Equal(
            "The restoration lost likeness: it has 0.65, the photo itself had 0.87; the picture is clear now (fairly clear before). "
                + "Keep the photo, or try other settings.",
            summary.Sentence
        );
        Assert.False(summary.IsGood);
    }

    [Fact]
    public void Of_Drifted_SaysSoFirstAndIsNotGoodHoweverLike()
    {
        var summary = ResultSummary.Of(0.1, 0.9, 0.3, 0.7, Verdict.Drifted);

        Assert.StartsWith("This may show somebody else", summary.Sentence, StringComparison.Ordinal);
        Assert.Equal([ResultDoubt.LooksLikeSomebodyElse], summary.Doubts);
        Assert.False(summary.IsGood);
    }

    [Theory]
    [InlineData(0.1, 0.2, 0.9, ResultDoubt.NotLike)]
    [InlineData(0.9, 0.7, 0.9, ResultDoubt.LikenessLost)]
    [InlineData(0.1, 0.9, 0.1, ResultDoubt.PictureUnclear)]
    public void Of_OneDoubt_NamesIt(double before, double after, double quality, ResultDoubt expected) =>
        Assert.Equal([expected], ResultSummary.Of(before, after, quality, quality).Doubts);

    [Fact]
    public void Of_NothingAgainstIt_HasNoDoubts() => Assert.Empty(ResultSummary.Of(0.1, 0.9, 0.3, 0.7, Verdict.Faithful).Doubts);

    [Fact]
    public void Of_NoReferences_SaysHowGoodThePictureIs()
    {
        var summary = ResultSummary.Of(null, null, 0.1, 0.6);

        Assert.Equal(
            ("The picture is clear now (poor before); without good photos nothing says how like the person it is.", true),
            (summary.Sentence, summary.IsGood)
        );
    }
}
