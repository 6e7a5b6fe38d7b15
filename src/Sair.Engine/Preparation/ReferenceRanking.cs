namespace Sair.Engine.Preparation;

/// <summary>Puts the reference that helps most first.</summary>
/// <remarks>
/// The nearest descriptor counts while the degraded face is fine enough for the recogniser (24 px); quality, pose and expression
/// weigh in, and decide alone below that. A choice of the user is not re-ordered here: callers rank only where none was made.
/// </remarks>
public static class ReferenceRanking
{
    private const double QualityWeight = 0.2;
    private const double PoseWeight = 0.2;
    private const double ExpressionWeight = 0.05;

    /// <summary>Ranks references, best first.</summary>
    public static IReadOnlyList<RankedReference> Rank(PreparedFace degraded, IReadOnlyList<PreparedFace> references)
    {
        ArgumentNullException.ThrowIfNull(degraded);
        ArgumentNullException.ThrowIfNull(references);
        var traits = references.Select(FaceTraits.Of).ToList();
        return
        [
            .. Rank(FaceTraits.Of(degraded), traits)
                .Select(ranked => new RankedReference(
                    ranked.Index,
                    references[ranked.Index],
                    ranked.Distance,
                    traits[ranked.Index].Quality,
                    ranked.Cost,
                    ranked.Reason
                )),
        ];
    }

    /// <summary>Ranks references of which only the traits are at hand, best first.</summary>
    public static IReadOnlyList<RankedTraits> Rank(FaceTraits degraded, IReadOnlyList<FaceTraits> references)
    {
        ArgumentNullException.ThrowIfNull(degraded);
        ArgumentNullException.ThrowIfNull(references);
        return
        [
            .. references
                .Select((reference, index) => Judge(degraded, reference, index))
                .OrderBy(ranked => ranked.Cost)
                .ThenBy(ranked => ranked.Index),
        ];
    }

    private static RankedTraits Judge(FaceTraits degraded, FaceTraits reference, int index)
    {
        var distance = FaceSimilarity.Distance(degraded, reference);
        var turn = degraded.Yaw is { } one && reference.Yaw is { } other ? Math.Abs(one - other) : 0;
        var cost =
            (distance ?? 0)
            + (QualityWeight * (1 - reference.Quality))
            + (PoseWeight * turn)
            + (ExpressionWeight * ExpressionDifference(degraded, reference));
        var likeness = distance is { } known ? $"distance {known:0.00} to the photo" : "the photo is too coarse to compare";
        return new RankedTraits(index, distance, cost, $"{likeness}, quality {reference.Quality:0.00}, turned {turn:0.00} from it");
    }

    // 1 − overlap of the two distributions.
    private static double ExpressionDifference(FaceTraits first, FaceTraits second) =>
        1 - first.Expressions.Sum(entry => Math.Min(entry.Value, second.Expressions.GetValueOrDefault(entry.Key)));
}

/// <summary>A reference with its place among the others and why it has it.</summary>
/// <param name="Index">0-based place in the list that was given.</param>
/// <param name="Face">The reference.</param>
/// <param name="Distance">Descriptor distance to the degraded face, or null where that is too coarse to tell.</param>
/// <param name="Quality">0–1: size, sharpness and certainty.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record RankedReference(int Index, PreparedFace Face, double? Distance, double Quality, double Cost, string Reason);

/// <summary>The place of a face among possible references and why it has it.</summary>
/// <param name="Index">0-based place in the list that was given.</param>
/// <param name="Distance">Descriptor distance to the degraded face, or null where that is too coarse to tell.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record RankedTraits(int Index, double? Distance, double Cost, string Reason);
