using Sair.Training.Quality;

namespace Sair.Training.Tests.Quality;

public sealed class QualityMonotonyTests
{
    [Fact]
    public void Measure_ScoreThatFollowsDetail_IsMonotoneInBlurAndReduction()
    {
        using var scope = NewDisposeScope();
        var photo = new Engine.Imaging.RgbImage(32, 32, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)((i * 7919) % 256))]);

        var figures = QualityMonotony.Measure(x => (x.narrow(3, 1, 127) - x.narrow(3, 0, 127)).abs().mean([1, 2, 3]), [photo], 1);

        Assert.True(figures.Single(figure => figure.Family == "blur").Pooled > 0.95);
        Assert.True(figures.Single(figure => figure.Family == "noise").Pooled < 0, "noise looks like detail");
    }

    [Fact]
    public void Spearman_MonotoneSeries_IsOne() => Assert.Equal(1, RankCorrelation.Spearman([1, 2, 3, 4], [1, 8, 27, 64]), 12);

    [Fact]
    public void Spearman_Reversed_IsMinusOne() => Assert.Equal(-1, RankCorrelation.Spearman([1, 2, 3], [9, 4, 1]), 12);

    [Fact]
    public void Spearman_Ties_ShareTheirMeanRank() =>
        Assert.Equal(0.9486832980505138, RankCorrelation.Spearman([1, 2, 3, 4], [1, 2, 2, 3]), 12);

    [Fact]
    public void Spearman_Constant_IsZero() => Assert.Equal(0, RankCorrelation.Spearman([1, 2, 3], [5, 5, 5]));
}
