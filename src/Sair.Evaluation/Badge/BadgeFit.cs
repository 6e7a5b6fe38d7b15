using Sair.Data.Restorations;
using Sair.Worker.Evidence;

namespace Sair.Evaluation.Badge;

/// <summary>Sets the boundaries of likeness by results of which it is known whether they show the person.</summary>
/// <remarks>Shape and consistency keep theirs: a search that looks at the photo misses them too seldom to be fitted.</remarks>
internal static class BadgeFit
{
    /// <summary>The share of results called faithful that must show the person.</summary>
    public const double WantedPrecision = 0.95;

    // Likeness is lost where hardly a good result has lost as much.
    private const double UnlostShare = 0.975;

    private static readonly double[] s_shares = [0.4, 0.6, 0.8, 0.9, 1];

    /// <summary>Fits.</summary>
    /// <param name="good">Results that show the person; at least one, with photos held back.</param>
    /// <param name="bad">Results that do not.</param>
    /// <param name="known">The boundaries that are not fitted: the recogniser's published one, shape and consistency.</param>
    public static JudgementBoundaries Fit(IReadOnlyList<ResultEvidence> good, IReadOnlyList<ResultEvidence> bad, JudgementBoundaries known)
    {
        var lost = Quantiles(good, evidence => evidence.Distance - evidence.DistanceBefore, [UnlostShare])[0];
        var candidates =
            from near in Quantiles(good, evidence => evidence.Distance, s_shares)
            from other in Quantiles(good, evidence => evidence.DistanceBefore, s_shares)
            select known with { NearPerson = Math.Min(near, known.SamePerson), OtherPhoto = other, LostLikeness = Math.Max(0, lost) };
        return candidates
            .Select(boundaries => (Boundaries: boundaries, Right: Count(good, boundaries), Wrong: Count(bad, boundaries)))
            .OrderByDescending(candidate => candidate.Right >= WantedPrecision * (candidate.Right + candidate.Wrong))
            .ThenByDescending(candidate => candidate.Right)
            .ThenBy(candidate => candidate.Wrong)
            .First().Boundaries;
    }

    /// <summary>The value below or at which a share of values lies.</summary>
    /// <param name="ascending">The values; at least one.</param>
    /// <param name="share">Above 0, up to 1.</param>
    public static double Quantile(IReadOnlyList<double> ascending, double share) => ascending[(int)Math.Ceiling(share * ascending.Count) - 1];

    private static int Count(IReadOnlyList<ResultEvidence> results, JudgementBoundaries boundaries) =>
        results.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful);

    // What was never measured bounds nothing.
    private static IReadOnlyList<double> Quantiles(IReadOnlyList<ResultEvidence> results, Func<ResultEvidence, double?> measure, IEnumerable<double> shares)
    {
        var values = results.Select(measure).OfType<double>().Order().ToList();
        return values.Count == 0 ? [double.MaxValue] : [.. shares.Select(share => Quantile(values, share)).Distinct()];
    }
}
