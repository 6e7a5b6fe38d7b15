using Sair.Web.Components.Engines;

namespace Sair.Web.Tests.Components.Engines;

public sealed class EstimateWordsTests
{
    [Fact]
    public void Sentence_NothingKnown_SaysSo() =>
        Assert.Equal("The first restoration with this engine tells how long it takes here.", EstimateWords.Sentence(null, 1, 0));

    [Fact]
    public void Sentence_PersonIsLearnedFirst_SaysHowLongThatTakes() =>
        Assert.Equal(
            "Takes about 4 minutes for 2 photos, about 3 minutes of it to learn the person, once for these good photos.",
            EstimateWords.Sentence(TimeSpan.FromSeconds(20), 2, 0, TimeSpan.FromMinutes(3))
        );

    [Theory]
    [InlineData(1, 0, "Takes about 20 seconds.")]
    [InlineData(6, 1, "Takes about 2 minutes for 6 photos. 1 restoration comes before.")]
    public void Sentence_KnownTime_CountsPhotosAndQueue(int photos, int waiting, string sentence) =>
        Assert.Equal(sentence, EstimateWords.Sentence(TimeSpan.FromSeconds(18), photos, waiting));
}
