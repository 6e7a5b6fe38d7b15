using Sair.Evaluation.Badge;

namespace Sair.Evaluation.Tests.Badge;

public sealed class EqualErrorTests
{
    [Fact]
    public void Of_SeparateLists_ErrsNowhere()
    {
        var found = EqualError.Of([0.7, 0.8, 0.9], [0.1, 0.2, 0.3]);

        Assert.Equal(0, found.Rate);
        Assert.InRange(found.Boundary, 0.3 + 1e-9, 0.7);
    }

    [Fact]
    public void Of_OneMistakeOnEachSide_IsBetweenThem()
    {
        var found = EqualError.Of([0.2, 0.7, 0.8, 0.9], [0.1, 0.15, 0.3, 0.75]);

        Assert.Equal(0.25, found.Rate);
        Assert.InRange(found.Boundary, 0.3 + 1e-9, 0.7);
    }

    [Fact]
    public void Of_NoSimilarities_IsRefused() => Assert.Throws<ArgumentException>(() => EqualError.Of([], [0.1]));
}
