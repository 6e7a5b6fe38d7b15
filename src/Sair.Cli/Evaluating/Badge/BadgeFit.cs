using Sair.Data.Restorations;
using Sair.Worker.Evidence;

namespace Sair.Cli.Evaluating.Badge;

/// <summary>Sets the boundaries of the badge by results of which it is known whether they show the person.</summary>
internal static class BadgeFit
{
    /// <summary>The share of results called faithful that must show the person.</summary>
    public const double WantedPrecision = 0.95;

    // Of a bell curve 0.6 % lie farther out: with four measures, one good result of forty is called drifted by chance.
    private const double Deviations = 2.5;

    private static readonly double[] s_shares = [0.4, 0.6, 0.8, 0.9, 1];

    /// <summary>Fits.</summary>
    /// <param name="good">Results that show the person; at least two.</param>
    /// <param name="bad">Results that do not.</param>
    /// <param name="published">The recogniser's published boundary, which is not fitted.</param>
    public static JudgementBoundaries Fit(IReadOnlyList<ResultEvidence> good, IReadOnlyList<ResultEvidence> bad, double published)
    {
        var outer = new JudgementBoundaries
        {
            SamePerson = published,
            LostLikeness = Math.Max(0, Limit(good, evidence => evidence.Distance - evidence.DistanceBefore)),
            OtherShape = Limit(good, evidence => evidence.LandmarkShift),
            Inconsistent = Limit(good, evidence => evidence.Inconsistency),
            NearPerson = 0,
            OtherPhoto = 0,
            SameShape = 0,
            Consistent = 0,
        };
        var candidates =
            from near in Candidates(good, evidence => evidence.Distance)
            from other in Candidates(good, evidence => evidence.DistanceBefore)
            from shape in Candidates(good, evidence => evidence.LandmarkShift)
            from consistent in Candidates(good, evidence => evidence.Inconsistency)
            select outer with { NearPerson = Math.Min(near, published), OtherPhoto = other, SameShape = Math.Min(shape, outer.OtherShape), Consistent = Math.Min(consistent, outer.Inconsistent) };
        return candidates
            .Select(boundaries => (Boundaries: boundaries, Right: Count(good, boundaries), Wrong: Count(bad, boundaries)))
            .OrderByDescending(candidate => candidate.Right >= WantedPrecision * (candidate.Right + candidate.Wrong))
            .ThenByDescending(candidate => candidate.Right)
            .ThenBy(candidate => candidate.Wrong)
            .First().Boundaries;
    }

    private static int Count(IReadOnlyList<ResultEvidence> results, JudgementBoundaries boundaries) =>
        results.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful);

    private static double Limit(IReadOnlyList<ResultEvidence> good, Func<ResultEvidence, double?> measure)
    {
        var values = good.Select(measure).OfType<double>().ToList();
        if (values.Count < 2)
        {
            return double.MaxValue;
        }

        var mean = values.Average();
        return mean + (Deviations * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }

    private static IReadOnlyList<double> Candidates(IReadOnlyList<ResultEvidence> good, Func<ResultEvidence, double?> measure)
    {
        var values = good.Select(measure).OfType<double>().Order().ToList();
        return values.Count == 0 ? [double.MaxValue] : [.. s_shares.Select(share => values[(int)Math.Ceiling(share * values.Count) - 1]).Distinct()];
    }
}
