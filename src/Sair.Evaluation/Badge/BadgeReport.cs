using Sair.Application.Evidence;
using Sair.Data.Restorations;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Badge;

/// <summary>Prints boundaries and figures of the badge.</summary>
internal static class BadgeReport
{
    // As like the truth as three of four pairs of photos of one person are to each other.
    private const double LikeShare = 0.25;

    private static readonly Verdict[] s_verdicts = [Verdict.Faithful, Verdict.Uncertain, Verdict.Drifted];

    /// <summary>Writes the report.</summary>
    public static void Write(BadgeMeasures measures, TextWriter writer)
    {
        foreach (var sentence in measures.Conditions)
        {
            writer.WriteLine(sentence);
        }

        var judge = EqualError.Of(measures.SamePerson, measures.DifferentPeople);
        var like = BadgeFit.Quantile([.. measures.SamePerson.Order()], LikeShare);
        writer.WriteLine(
            $"the judge tells photos of one person from others' with {100 * judge.Rate:0.0} % mistakes; a result shows the person where it "
                + $"finds the truth in it from {like:0.00} on, as in three of four pairs of photos of one person, and the album "
                + $"was the person's"
        );
        foreach (var group in measures.Cases.GroupBy(one => (one.Kind, one.Scale)).OrderBy(group => group.Key))
        {
            writer.WriteLine(Line(group.Key.Kind, group.Key.Scale, [.. group], like));
        }

        var people = measures.Cases.Select(one => one.Person).Distinct().ToList();
        var first = people.Take(people.Count / 2).ToHashSet();
        var fitting = measures.Cases.Where(one => first.Contains(one.Person)).ToList();
        var testing = measures.Cases.Where(one => !first.Contains(one.Person)).ToList();
        var fitted = BadgeFit.Fit(
            [.. fitting.Where(one => Shows(one, like)).Select(one => one.Evidence)],
            [.. fitting.Where(one => !Shows(one, like)).Select(one => one.Evidence)],
            Judgement.Boundaries
        );
        writer.WriteLine(
            $"boundaries by the first {first.Count} people: near person {fitted.NearPerson:0.000}, other photo {fitted.OtherPhoto:0.000}, "
                + $"lost likeness {fitted.LostLikeness:0.000}"
        );
        WriteTable($"those boundaries, first {first.Count} people", fitting, fitted, like, writer);
        WriteTable($"those boundaries, the other {people.Count - first.Count} people", testing, fitted, like, writer);
        WriteTable($"the site's boundaries, the other {people.Count - first.Count} people", testing, Judgement.Boundaries, like, writer);
    }

    private static bool Shows(BadgeCase one, double like) => one.Kind != BadgeCaseKind.StrangersAlbum && one.Likeness >= like;

    private static string Line(BadgeCaseKind kind, int scale, IReadOnlyList<BadgeCase> cases, double like) =>
        $"{Describe(kind)}, ×{scale}: {cases.Count} results, likeness to the truth {cases.Average(one => one.Likeness):0.00}, to the "
        + $"stranger {cases.Average(one => one.LikenessToStranger):0.00}, {cases.Count(one => Shows(one, like))} show the person; "
        + $"means: distance {Mean(cases, one => one.Distance)}, before {Mean(cases, one => one.DistanceBefore)}, shift "
        + $"{Mean(cases, one => one.LandmarkShift)}, difference {Mean(cases, one => one.Inconsistency)}";

    private static string Mean(IEnumerable<BadgeCase> cases, Func<ResultEvidence, double?> measure) =>
        cases.Average(one => measure(one.Evidence))?.ToString("0.000") ?? "–";

    private static void WriteTable(
        string title,
        IReadOnlyList<BadgeCase> cases,
        JudgementBoundaries boundaries,
        double like,
        TextWriter writer
    )
    {
        writer.WriteLine(title);
        writer.WriteLine(
            $"  {"badge", -12}{"results", 9}{"show the person", 17}{"do not", 8}"
                + $"{"own photos", 12}{"strangers' references", 23}{"strangers' album", 18}"
        );
        foreach (var verdict in s_verdicts)
        {
            var called = cases.Where(one => Judgement.Of(one.Evidence, boundaries) == verdict).ToList();
            var shown = called.Count(one => Shows(one, like));
            writer.WriteLine(
                $"  {verdict, -12}{called.Count, 9}{shown, 17}{called.Count - shown, 8}{Count(called, BadgeCaseKind.Own), 12}"
                    + $"{Count(called, BadgeCaseKind.StrangersReferences), 23}{Count(called, BadgeCaseKind.StrangersAlbum), 18}"
            );
        }
    }

    private static int Count(IEnumerable<BadgeCase> cases, BadgeCaseKind kind) => cases.Count(one => one.Kind == kind);

    private static string Describe(BadgeCaseKind kind) =>
        kind switch
        {
            BadgeCaseKind.Own => "own photos",
            BadgeCaseKind.StrangersReferences => "a stranger's references, own album",
            _ => "a stranger's album",
        };
}

/// <summary>Sets the boundaries of likeness by results of which it is known whether they show the person.</summary>
/// <remarks>Shape and consistency keep theirs: a search that looks at the photo misses them too seldom to be fitted.</remarks>
internal static class BadgeFit
{
    /// <summary>The share of results called faithful that must show the person.</summary>
    public const double RequiredPrecision = 0.95;

    // Likeness is lost where hardly a good result has lost as much.
    private const double UnlostShare = 0.975;

    private static readonly double[] s_shares = [0.4, 0.6, 0.8, 0.9, 1];

    /// <summary>
    /// Chooses the boundaries by which the most good results are called faithful, of those called so at least
    /// <see cref="RequiredPrecision"/> good.
    /// </summary>
    /// <param name="good">Results that show the person; at least one, with photos held back.</param>
    /// <param name="bad">Results that do not.</param>
    /// <param name="known">The boundaries that are not fitted: the recogniser's published one, shape and consistency.</param>
    public static JudgementBoundaries Fit(IReadOnlyList<ResultEvidence> good, IReadOnlyList<ResultEvidence> bad, JudgementBoundaries known)
    {
        var lost = Quantiles(good, evidence => evidence.Distance - evidence.DistanceBefore, [UnlostShare])[0];
        var candidates =
            from near in Quantiles(good, evidence => evidence.Distance, s_shares)
            from other in Quantiles(good, evidence => evidence.DistanceBefore, s_shares)
            select known with
            {
                NearPerson = Math.Min(near, known.SamePerson),
                OtherPhoto = other,
                LostLikeness = Math.Max(0, lost),
            };
        return candidates
            .Select(boundaries => (Boundaries: boundaries, Right: Count(good, boundaries), Wrong: Count(bad, boundaries)))
            .OrderByDescending(candidate => candidate.Right >= RequiredPrecision * (candidate.Right + candidate.Wrong))
            .ThenByDescending(candidate => candidate.Right)
            .ThenBy(candidate => candidate.Wrong)
            .First()
            .Boundaries;
    }

    /// <summary>The value below or at which a share of values lies.</summary>
    /// <param name="ascending">The values; at least one.</param>
    /// <param name="share">Above 0, up to 1.</param>
    public static double Quantile(IReadOnlyList<double> ascending, double share) =>
        ascending[(int)Math.Ceiling(share * ascending.Count) - 1];

    private static int Count(IReadOnlyList<ResultEvidence> results, JudgementBoundaries boundaries) =>
        results.Count(evidence => Judgement.Of(evidence, boundaries) == Verdict.Faithful);

    // What was never measured bounds nothing.
    private static IReadOnlyList<double> Quantiles(
        IReadOnlyList<ResultEvidence> results,
        Func<ResultEvidence, double?> measure,
        IEnumerable<double> shares
    )
    {
        var values = results.Select(measure).OfType<double>().Order().ToList();
        return values.Count == 0 ? [double.MaxValue] : [.. shares.Select(share => Quantile(values, share)).Distinct()];
    }
}

/// <summary>The boundary at which a similarity errs equally often on both sides.</summary>
/// <param name="Boundary">From this similarity on two pictures count as one person's.</param>
/// <param name="Rate">The mean share of mistakes on both sides there, 0–1.</param>
public sealed record EqualError(double Boundary, double Rate)
{
    /// <summary>Finds the boundary among the similarities themselves.</summary>
    /// <param name="same">Similarities of pictures of one person; at least one.</param>
    /// <param name="different">Similarities of pictures of different people; at least one.</param>
    /// <exception cref="ArgumentException">One of the lists is empty.</exception>
    public static EqualError Of(IReadOnlyCollection<double> same, IReadOnlyCollection<double> different)
    {
        ArgumentNullException.ThrowIfNull(same);
        ArgumentNullException.ThrowIfNull(different);
        if (same.Count == 0 || different.Count == 0)
        {
            throw new ArgumentException("Both sides need a similarity.");
        }

        var boundary = same.Concat(different)
            .Order()
            .MinBy(candidate => Math.Abs(Share(same, value => value < candidate) - Share(different, value => value >= candidate)));
        return new EqualError(boundary, (Share(same, value => value < boundary) + Share(different, value => value >= boundary)) / 2);
    }

    private static double Share(IReadOnlyCollection<double> values, Func<double, bool> isMistake) =>
        (double)values.Count(isMistake) / values.Count;
}
