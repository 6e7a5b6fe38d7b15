using Sair.Worker.Quality;

namespace Sair.Worker.Tests.Quality;

public sealed class QualityWordsTests
{
    [Theory]
    [InlineData(1, "clear")]
    [InlineData(0.55, "clear")]
    [InlineData(0.5, "fairly clear")]
    [InlineData(0.3, "soft")]
    [InlineData(0.1, "poor")]
    public void Of_Score_GivesItsWord(double score, string word) => Assert.Equal(word, QualityWords.Of(score));
}
