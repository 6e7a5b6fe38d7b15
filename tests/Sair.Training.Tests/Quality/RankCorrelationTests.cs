using Sair.Training.Quality;

namespace Sair.Training.Tests.Quality;

public sealed class RankCorrelationTests
{
    [Fact]
    public void Spearman_MonotoneSeries_IsOne() => Assert.Equal(1, RankCorrelation.Spearman([1, 2, 3, 4], [1, 8, 27, 64]), 12);

    [Fact]
    public void Spearman_Reversed_IsMinusOne() => Assert.Equal(-1, RankCorrelation.Spearman([1, 2, 3], [9, 4, 1]), 12);

    [Fact]
    public void Spearman_Ties_ShareTheirMeanRank() => Assert.Equal(0.9486832980505138, RankCorrelation.Spearman([1, 2, 3, 4], [1, 2, 2, 3]), 12);

    [Fact]
    public void Spearman_Constant_IsZero() => Assert.Equal(0, RankCorrelation.Spearman([1, 2, 3], [5, 5, 5]));
}
