using Sair.Data.Restorations;
using Sair.Evaluation.Metrics;
using Sair.Worker.Evidence;

namespace Sair.Cli.Evaluating.Badge;

/// <summary>Prints boundaries and figures of the badge.</summary>
internal static class BadgeReport
{
    private static readonly Verdict[] s_verdicts = [Verdict.Faithful, Verdict.Uncertain, Verdict.Drifted];

    /// <summary>Writes the report.</summary>
    public static void Write(BadgeMeasures measures, TextWriter writer)
    {
        foreach (var sentence in measures.Conditions)
        {
            writer.WriteLine(sentence);
        }

        var judge = EqualError.Of(measures.SamePerson, measures.DifferentPeople);
        writer.WriteLine($"the judge takes two photos for one person's from {judge.Boundary:0.00} on and errs in {100 * judge.Rate:0.0} %; a result shows the person where its own photos were used and the judge finds it that like the truth");
        foreach (var group in measures.Cases.GroupBy(one => (one.Kind, one.Scale)).OrderBy(group => group.Key))
        {
            writer.WriteLine(Line(group.Key.Kind, group.Key.Scale, [.. group], judge.Boundary));
        }

        var people = measures.Cases.Select(one => one.Person).Distinct().ToList();
        var first = people.Take(people.Count / 2).ToHashSet();
        var fitting = measures.Cases.Where(one => first.Contains(one.Person)).ToList();
        var testing = measures.Cases.Where(one => !first.Contains(one.Person)).ToList();
        var fitted = BadgeFit.Fit(
            [.. fitting.Where(one => Shows(one, judge.Boundary)).Select(one => one.Evidence)],
            [.. fitting.Where(one => !Shows(one, judge.Boundary)).Select(one => one.Evidence)],
            Judgement.Boundaries.SamePerson);
        writer.WriteLine($"boundaries by the first {first.Count} people: near person {fitted.NearPerson:0.000}, other photo {fitted.OtherPhoto:0.000}, lost likeness {fitted.LostLikeness:0.000}, same shape {fitted.SameShape:0.000}, other shape {fitted.OtherShape:0.000}, consistent {fitted.Consistent:0.0}, inconsistent {fitted.Inconsistent:0.0}; same person {fitted.SamePerson:0.00} is published");
        WriteTable($"those boundaries, first {first.Count} people", fitting, fitted, judge.Boundary, writer);
        WriteTable($"those boundaries, the other {people.Count - first.Count} people", testing, fitted, judge.Boundary, writer);
        WriteTable($"the site's boundaries, the other {people.Count - first.Count} people", testing, Judgement.Boundaries, judge.Boundary, writer);
    }

    private static bool Shows(BadgeCase one, double boundary) => one.Kind == BadgeCaseKind.Own && one.Likeness >= boundary;

    private static string Line(BadgeCaseKind kind, int scale, IReadOnlyList<BadgeCase> cases, double boundary) =>
        $"{Words(kind)}, ×{scale}: {cases.Count} results, likeness to the truth {cases.Average(one => one.Likeness):0.00}, to the stranger {cases.Average(one => one.LikenessToStranger):0.00}, {cases.Count(one => one.Likeness >= boundary)} like the truth; "
        + $"means: distance {Mean(cases, one => one.Distance)}, before {Mean(cases, one => one.DistanceBefore)}, shift {Mean(cases, one => one.LandmarkShift)}, difference {Mean(cases, one => one.Inconsistency)}";

    private static string Mean(IEnumerable<BadgeCase> cases, Func<ResultEvidence, double?> measure) => cases.Average(one => measure(one.Evidence))?.ToString("0.000") ?? "–";

    private static void WriteTable(string title, IReadOnlyList<BadgeCase> cases, JudgementBoundaries boundaries, double judge, TextWriter writer)
    {
        writer.WriteLine(title);
        writer.WriteLine($"  {"badge",-12}{"results",9}{"the person",12}{"lost, own photos",18}{"strangers' references",23}{"strangers' album",18}");
        foreach (var verdict in s_verdicts)
        {
            var called = cases.Where(one => Judgement.Of(one.Evidence, boundaries) == verdict).ToList();
            var lost = called.Count(one => one.Kind == BadgeCaseKind.Own && !Shows(one, judge));
            writer.WriteLine($"  {verdict,-12}{called.Count,9}{called.Count(one => Shows(one, judge)),12}{lost,18}{Count(called, BadgeCaseKind.StrangersReferences),23}{Count(called, BadgeCaseKind.StrangersAlbum),18}");
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
