using Sair.Data.Restorations;
using Sair.Evaluation.Metrics;
using Sair.Worker.Evidence;

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
        writer.WriteLine($"the judge tells photos of one person from others' with {100 * judge.Rate:0.0} % mistakes; a result shows the person where it finds the truth in it from {like:0.00} on, as in three of four pairs of photos of one person, and the album was the person's");
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
            Judgement.Boundaries);
        writer.WriteLine($"boundaries by the first {first.Count} people: near person {fitted.NearPerson:0.000}, other photo {fitted.OtherPhoto:0.000}, lost likeness {fitted.LostLikeness:0.000}");
        WriteTable($"those boundaries, first {first.Count} people", fitting, fitted, like, writer);
        WriteTable($"those boundaries, the other {people.Count - first.Count} people", testing, fitted, like, writer);
        WriteTable($"the site's boundaries, the other {people.Count - first.Count} people", testing, Judgement.Boundaries, like, writer);
    }

    private static bool Shows(BadgeCase one, double like) => one.Kind != BadgeCaseKind.StrangersAlbum && one.Likeness >= like;

    private static string Line(BadgeCaseKind kind, int scale, IReadOnlyList<BadgeCase> cases, double like) =>
        $"{Words(kind)}, ×{scale}: {cases.Count} results, likeness to the truth {cases.Average(one => one.Likeness):0.00}, to the stranger {cases.Average(one => one.LikenessToStranger):0.00}, {cases.Count(one => Shows(one, like))} show the person; "
        + $"means: distance {Mean(cases, one => one.Distance)}, before {Mean(cases, one => one.DistanceBefore)}, shift {Mean(cases, one => one.LandmarkShift)}, difference {Mean(cases, one => one.Inconsistency)}";

    private static string Mean(IEnumerable<BadgeCase> cases, Func<ResultEvidence, double?> measure) => cases.Average(one => measure(one.Evidence))?.ToString("0.000") ?? "–";

    private static void WriteTable(string title, IReadOnlyList<BadgeCase> cases, JudgementBoundaries boundaries, double like, TextWriter writer)
    {
        writer.WriteLine(title);
        writer.WriteLine($"  {"badge",-12}{"results",9}{"show the person",17}{"do not",8}{"own photos",12}{"strangers' references",23}{"strangers' album",18}");
        foreach (var verdict in s_verdicts)
        {
            var called = cases.Where(one => Judgement.Of(one.Evidence, boundaries) == verdict).ToList();
            var shown = called.Count(one => Shows(one, like));
            writer.WriteLine($"  {verdict,-12}{called.Count,9}{shown,17}{called.Count - shown,8}{Count(called, BadgeCaseKind.Own),12}{Count(called, BadgeCaseKind.StrangersReferences),23}{Count(called, BadgeCaseKind.StrangersAlbum),18}");
        }
    }

    private static int Count(IEnumerable<BadgeCase> cases, BadgeCaseKind kind) => cases.Count(one => one.Kind == kind);

    private static string Words(BadgeCaseKind kind) => kind switch
    {
        BadgeCaseKind.Own => "own photos",
        BadgeCaseKind.StrangersReferences => "a stranger's references, own album",
        _ => "a stranger's album",
    };
}
