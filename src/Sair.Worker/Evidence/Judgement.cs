using Sair.Data.Restorations;

namespace Sair.Worker.Evidence;

/// <summary>Weighs evidence: one bad sign is enough to doubt, and without photos that the run has not seen nothing counts as faithful.</summary>
public static class Judgement
{
    /// <summary>Up to this distance two clear faces count as one person; the recogniser's published threshold.</summary>
    public const double SamePerson = 0.6;

    /// <summary>A result that is this much farther from the person than the photo was has lost likeness.</summary>
    public const double LostLikeness = 0.05;

    /// <summary>Up to this shift of the landmarks, in eye distances, shape and expression are those of the photo.</summary>
    public const double SameShape = 0.08;

    /// <summary>Beyond this shift the face has another shape or expression.</summary>
    public const double OtherShape = 0.16;

    /// <summary>Up to this difference, in 8-bit levels, the result explains the photo.</summary>
    public const double Consistent = 8;

    /// <summary>Beyond this difference the result contradicts the photo.</summary>
    public const double Inconsistent = 18;

    /// <summary>Judges.</summary>
    public static Verdict Of(ResultEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var drifted = evidence.Distance > SamePerson
            || evidence.Distance > evidence.DistanceBefore + LostLikeness
            || evidence.LandmarkShift > OtherShape
            || evidence.Inconsistency > Inconsistent;
        if (drifted)
        {
            return Verdict.Drifted;
        }

        var likeness = evidence.Distance <= Math.Min(SamePerson, Math.Max(evidence.Spread ?? 0, SamePerson * 0.8));
        return likeness && (evidence.LandmarkShift ?? 0) <= SameShape && evidence.Inconsistency <= Consistent
            ? Verdict.Faithful
            : Verdict.Uncertain;
    }
}
