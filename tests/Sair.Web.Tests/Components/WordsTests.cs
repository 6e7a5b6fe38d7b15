using Sair.Web.Components;

namespace Sair.Web.Tests.Components;

public sealed class WordsTests
{
    [Theory]
    [InlineData(1, "a few seconds left")]
    [InlineData(31, "about 35 seconds left")]
    [InlineData(70, "about a minute left")]
    [InlineData(200, "about 3 minutes left")]
    [InlineData(5400, "about 1.5 hours left")]
    public void TimeLeft_EachRange_IsRoundedCalmly(double seconds, string expected) =>
        Assert.Equal(expected, Words.TimeLeft(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(4.24, "4.2 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(95, "1 min 35 s")]
    [InlineData(3700, "1 h 1 min")]
    public void Duration_EachRange_UsesFittingUnits(double seconds, string expected) =>
        Assert.Equal(expected, Words.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 photos")]
    [InlineData(1, "1 photo")]
    [InlineData(2, "2 photos")]
    public void Count_SingularAndPlural_Agree(int count, string expected) => Assert.Equal(expected, Words.Count(count, "photo"));

    [Theory]
    [InlineData(12, "12 bytes")]
    [InlineData(2048, "2 KB")]
    [InlineData(3_500_000, "3.3 MB")]
    public void Size_EachRange_UsesFittingUnits(long bytes, string expected) => Assert.Equal(expected, Words.Size(bytes));
}
