namespace Sair.Training.Quality;

/// <summary>Spearman's rank correlation.</summary>
public static class RankCorrelation
{
    /// <summary>Correlates the ranks of two series; ties share their mean rank.</summary>
    /// <returns>−1–1; 0 where one series is constant.</returns>
    public static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Count, first.Count);
        var (x, y) = (Ranks(first), Ranks(second));
        var middle = (first.Count + 1) / 2.0;
        var covariance = x.Zip(y, (a, b) => (a - middle) * (b - middle)).Sum();
        var spread = Math.Sqrt(x.Sum(a => (a - middle) * (a - middle)) * y.Sum(b => (b - middle) * (b - middle)));
        return spread > 0 ? covariance / spread : 0;
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i <= end; i++)
            {
                ranks[order[i]] = ((start + end) / 2.0) + 1;
            }

            start = end + 1;
        }

        return ranks;
    }
}
