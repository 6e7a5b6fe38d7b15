using Sair.Worker.Gpu;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Gpu;

public sealed class PreviewPacerTests
{
    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(300, 20, 20)]
    [InlineData(120, 100, 48)]
    [InlineData(10, 1000, 40)]
    public void IsDue_Watched_RendersEveryIterationWhenSlowAndKeepsTheRateWhenFast(int milliseconds, int iterations, int atLeast)
    {
        var pacer = new PreviewPacer(_clock, previewsPerSecond: 4);
        var rendered = Run(pacer, milliseconds, iterations, isWatched: true);

        Assert.InRange(rendered, atLeast, iterations);
    }

    [Fact]
    public void IsDue_FirstIteration_RendersEvenUnwatched()
    {
        var pacer = new PreviewPacer(_clock, previewsPerSecond: 4);

        Assert.True(pacer.IsDue(isWatched: false, isBehind: false));
    }

    [Fact]
    public void IsDue_Unwatched_RendersNowAndThen()
    {
        var pacer = new PreviewPacer(_clock, previewsPerSecond: 4);

        Assert.InRange(Run(pacer, 100, 200, isWatched: false), 9, 12);
    }

    [Fact]
    public void IsDue_ReaderIsBehind_Waits()
    {
        var pacer = new PreviewPacer(_clock, previewsPerSecond: 4);
        pacer.IsDue(isWatched: true, isBehind: false);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.False(pacer.IsDue(isWatched: true, isBehind: true));
        Assert.True(pacer.IsDue(isWatched: true, isBehind: false));
    }

    private int Run(PreviewPacer pacer, int milliseconds, int iterations, bool isWatched)
    {
        var rendered = 0;
        for (var i = 0; i < iterations; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            rendered += pacer.IsDue(isWatched, isBehind: false) ? 1 : 0;
        }

        return rendered;
    }
}
