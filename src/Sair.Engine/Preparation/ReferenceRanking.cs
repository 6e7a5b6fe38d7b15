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
        return [.. references.Select((reference, index) => Judge(degraded, reference, index)).OrderBy(ranked => ranked.Cost).ThenBy(ranked => ranked.Index)];
    }

    private static RankedReference Judge(PreparedFace degraded, PreparedFace reference, int index)
    {
        var distance = FaceSimilarity.Distance(degraded, reference);
        var quality = FaceQuality.Measure(reference);
        var turn = TurnBetween(degraded, reference);
        var cost = (distance ?? 0) + (QualityWeight * (1 - quality)) + (PoseWeight * turn) + (ExpressionWeight * ExpressionDifference(degraded, reference));
        var likeness = distance is { } known ? $"distance {known:0.00} to the photo" : "the photo is too coarse to compare";
        return new RankedReference(index, reference, distance, quality, cost, $"{likeness}, quality {quality:0.00}, turned {turn:0.00} from it");
    }

    private static double TurnBetween(PreparedFace first, PreparedFace second) =>
        first.Detection is { } one && second.Detection is { } other ? Math.Abs(FacePose.Yaw(one.Landmarks) - FacePose.Yaw(other.Landmarks)) : 0;

    // 1 − overlap of the two distributions.
    private static double ExpressionDifference(PreparedFace first, PreparedFace second) =>
        1 - first.Description.Expressions.Sum(entry => Math.Min(entry.Value, second.Description.Expressions.GetValueOrDefault(entry.Key)));
}
