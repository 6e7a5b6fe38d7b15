using Sair.Data.Restorations;
using Sair.Engine.Engines;

namespace Sair.Web.Components.Live;

/// <summary>Names the terms of an objective for people.</summary>
internal static class LossWords
{
    public const string Identity = "identity";

    public const string Total = "total";

    private const string LikenessLabel = "Likeness";

    private const string TotalLabel = "Total error";

    /// <summary>
    /// The identity similarity, the total and every weighted term of an iteration, in the order of the chart; a total of one term
    /// is that term, and stays out.
    /// </summary>
    public static CurvePoint ToCurvePoint(int index, StepLosses losses) =>
        ToCurvePoint(index, losses.IdentitySimilarity, losses.Total, losses.Terms.Select(term => (term.Name, term.Weighted)));

    /// <summary>The points of a stored curve.</summary>
    public static IReadOnlyList<CurvePoint> ToCurvePoints(LossCurve curve) =>
        [
            .. curve.Index.Select(
                (index, i) =>
                    ToCurvePoint(
                        index,
                        curve.Identity[i],
                        curve.Total[i],
                        curve.Terms.Where(term => term.Value[i] is not null).Select(term => (term.Key, (double)term.Value[i]!.Value))
                    )
            ),
        ];

    /// <summary>Whether a run learns the person in this stage, so that the picture does not change yet.</summary>
    public static bool IsLearning(string stage) => stage is "tuning" or "learn";

    /// <summary>Whether a run changed the face until its likeness rose; others only measure it.</summary>
    public static bool IsRaised(LossCurve curve) => curve.Terms.ContainsKey(Identity);

    /// <summary>The words for a term; a term without words shows its own name.</summary>
    public static string Label(string term) =>
        term switch
        {
            "tuning" => "Learns the person",
            "fidelity" => "Fits your photo",
            "identity" => "Fits the person",
            "latent" => "Stays plausible",
            "cross" => "Stays consistent",
            "emotion" => "Expression",
            "colour" => "Skin colour",
            "quality" => "Missing clearness",
            "change" => "Changed by the step",
            "noise" => "Learns the person",
            "variance" => "What is not learned yet",
            _ => term,
        };

    private static CurvePoint ToCurvePoint(int index, double? similarity, double total, IEnumerable<(string Name, double Value)> terms)
    {
        List<CurveValue> values = [.. terms.Select(term => new CurveValue($"term-{term.Name}", Label(term.Name), term.Value))];
        if (values.Count > 1)
        {
            values.Insert(0, new CurveValue(Total, TotalLabel, total));
        }

        if (similarity is { } likeness)
        {
            values.Insert(0, new CurveValue(Identity, LikenessLabel, likeness));
        }

        return new CurvePoint(index, values);
    }
}

/// <summary>The terms of one iteration as the chart draws them.</summary>
public sealed record CurvePoint(int Index, IReadOnlyList<CurveValue> Terms);

/// <summary>One term at one iteration.</summary>
public readonly record struct CurveValue(string Name, string Label, double Value);
