using Sair.Application.Photos;

namespace Sair.Application.Tests.Photos;

public sealed class QualityWordsTests
{
    [Theory]
    [InlineData(1, 200, "clear")]
    [InlineData(0.55, 128, "clear")]
    [InlineData(0.5, 128, "fairly clear")]
    [InlineData(0.3, 128, "soft")]
    [InlineData(0.1, 512, "poor")]
    [InlineData(0.9, 60, "fairly clear")]
    [InlineData(0.9, 40, "soft")]
    [InlineData(0.9, 24, "poor")]
    public void Of_ScoreAndSide_GivesTheWordOfTheLesser(double score, double side, string word) =>
        Assert.Equal(word, QualityWords.Of(score, side));
}
