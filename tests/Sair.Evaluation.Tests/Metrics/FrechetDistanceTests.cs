using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Tests.Metrics;

public sealed class FrechetDistanceTests
{
    private static readonly float[][] s_set =
    [
        [0, 1, 2],
        [3, 1, 0],
        [1, 5, 1],
        [2, 2, 7],
        [4, 0, 3],
    ];

    [Fact]
    public void Compute_SameSet_IsZero() => Assert.Equal(0, FrechetDistance.Compute(s_set, s_set), 6);

    [Fact]
    public void Compute_ShiftedSet_IsTheSquareOfTheShift() =>
        Assert.Equal(
            4 + 9,
            FrechetDistance.Compute(s_set, [.. s_set.Select(values => new[] { values[0] + 2, values[1], values[2] - 3 })]),
            6
        );

    [Fact]
    public void Compute_ScaledAxis_IsTheSquaredDifferenceOfDeviations()
    {
        float[][] narrow =
        [
            [-1, 0],
            [1, 0],
            [0, 0],
        ];
        float[][] wide =
        [
            [-3, 0],
            [3, 0],
            [0, 0],
        ];

        Assert.Equal(4, FrechetDistance.Compute(narrow, wide), 6);
    }
}
