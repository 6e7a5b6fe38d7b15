using Sair.Evaluation.Metrics;

namespace Sair.Cli.Evaluating.Badge;

/// <summary>Prints boundaries and figures of the badge.</summary>
internal static class BadgeReport
{
    /// <summary>Writes the report.</summary>
    public static void Write(BadgeMeasures measures, TextWriter writer)
    {
        foreach (var sentence in measures.Conditions)
        {
            writer.WriteLine(sentence);
        }

        var judge = EqualError.Of(measures.SamePerson, measures.DifferentPeople);
        writer.WriteLine($"the judge takes photos for one person's from {judge.Boundary:0.00} on and errs in {100 * judge.Rate:0.0} %");
        foreach (var group in measures.Cases.GroupBy(one => (one.Kind, one.Scale)))
        {
            writer.WriteLine($"{group.Key}: {group.Count()} likeness {group.Average(one => one.Likeness):0.000} to stranger {group.Average(one => one.LikenessToStranger):0.000} verdicts {string.Join(' ', group.GroupBy(one => one.Evidence.Verdict).Select(v => $"{v.Key}:{v.Count()}"))}");
        }
    }
}
