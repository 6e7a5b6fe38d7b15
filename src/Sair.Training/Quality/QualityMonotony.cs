using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Operators;
using Sair.Engine.Quality;

namespace Sair.Training.Quality;

/// <summary>How well scores follow the severity of known damage.</summary>
public static class QualityMonotony
{
    /// <summary>Severities per photo and family.</summary>
    public const int Levels = 8;

    /// <summary>Measures every family.</summary>
    /// <param name="score">[N, 3, H, H] in 0–1 → [N].</param>
    /// <param name="photos">Face squares without damage; resized to the side at which pictures are judged.</param>
    /// <param name="seed">Seed of the noise.</param>
    public static IReadOnlyList<FamilyFigure> Measure(Func<Tensor, Tensor> score, IReadOnlyList<RgbImage> photos, int seed)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(photos);
        return [.. DegradationFamily.All.Select(family => Measure(score, photos, family, seed))];
    }

    private static FamilyFigure Measure(Func<Tensor, Tensor> score, IReadOnlyList<RgbImage> photos, DegradationFamily family, int seed)
    {
        using var ungraded = no_grad();
        var severities = Enumerable.Range(0, Levels).Select(level => (double)level / (Levels - 1)).ToArray();
        var scores = new List<double>();
        var single = 0.0;
        foreach (var photo in photos)
        {
            using var scope = NewDisposeScope();
            var sized = ImageResizer.Resize(photo, QualityNetwork.InputSide, QualityNetwork.InputSide).ToTensor();
            var damaged = severities
                .Select((severity, level) => family.Degrade(severity).Apply(sized, ((long)seed * Levels) + level))
                .Select(picture => PictureOperators.ResizeAntialiased(picture, QualityNetwork.InputSide, QualityNetwork.InputSide))
                .ToList();
            var own = score(cat(damaged)).data<float>().ToArray().Select(value => (double)value).ToArray();
            single += RankCorrelation.Spearman(severities, own);
            scores.AddRange(own);
        }

        var all = Enumerable.Repeat(severities, photos.Count).SelectMany(values => values).ToArray();
        var means = Enumerable.Range(0, Levels).Select(level => scores.Where((_, i) => i % Levels == level).Average()).ToList();
        return new FamilyFigure(family.Name, -RankCorrelation.Spearman(all, [.. scores]), -single / photos.Count, means);
    }
}

/// <summary>One family's figures.</summary>
/// <param name="Family">Its name.</param>
/// <param name="Pooled">Spearman's correlation of falling score and severity over all photos together.</param>
/// <param name="PerPhoto">The mean over photos of each photo's own correlation.</param>
/// <param name="MeanScores">The mean score at each severity, from none to most.</param>
public sealed record FamilyFigure(string Family, double Pooled, double PerPhoto, IReadOnlyList<double> MeanScores);

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
        for (var start = 0; start < order.Length; )
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
