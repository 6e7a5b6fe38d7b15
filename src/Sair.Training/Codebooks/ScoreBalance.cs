using Sair.Engine.Networks.Codebooks;

namespace Sair.Training.Codebooks;

/// <summary>Draws photos of rare scores more often, so that every row of the score's table is learned from enough of them.</summary>
/// <remarks>Ours, not the paper's, whose face set has tens of thousands of photos in the upper rows.</remarks>
public static class ScoreBalance
{
    /// <summary>The largest factor by which a photo is drawn more often: a few photos must not be learned by heart.</summary>
    public const double Limit = 4;

    /// <summary>Computes how much more often each photo is to be drawn.</summary>
    /// <param name="scores">Scores, 0–1.</param>
    /// <returns>Factors from 1 to <see cref="Limit"/>: the photos of the fullest row count once.</returns>
    public static IReadOnlyList<double> Factors(IReadOnlyList<double> scores)
    {
        var counts = Count(scores);
        return [.. scores.Select(score => Math.Min(Limit, (double)counts.Max() / counts[Row(score)]))];
    }

    /// <summary>Counts scores by the row of the score's table.</summary>
    /// <param name="scores">Scores, 0–1.</param>
    public static IReadOnlyList<int> Count(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var counts = new int[ScoreEmbedding.PublishedBins];
        foreach (var score in scores)
        {
            counts[Row(score)]++;
        }

        return counts;
    }

    private static int Row(double score) => Math.Clamp((int)Math.Floor((float)score * ScoreEmbedding.PublishedBins), 0, ScoreEmbedding.PublishedBins - 1);
}
