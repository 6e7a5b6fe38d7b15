using Sair.Data.Restorations;

namespace Sair.Application.Evidence;

/// <summary>Weighs evidence: one bad sign is enough to doubt, and without photos that the run has not seen nothing counts as faithful.</summary>
public static class Judgement
{
    /// <summary>Gets the boundaries that the site judges by; <c>sair evaluate badge</c> measures them.</summary>
    public static JudgementBoundaries Boundaries { get; } = new()
    {
        NearPerson = 0.48,
        SamePerson = 0.6,
        OtherPhoto = 0.66,
        LostLikeness = 0.04,
        SameShape = 0.08,
        OtherShape = 0.16,
        Consistent = 8,
        Inconsistent = 18,
    };

    /// <summary>Judges by <see cref="Boundaries"/>.</summary>
    public static Verdict Of(ResultEvidence evidence) => Of(evidence, Boundaries);

    /// <summary>Judges by other boundaries.</summary>
    public static Verdict Of(ResultEvidence evidence, JudgementBoundaries boundaries)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(boundaries);
        var drifted = evidence.Distance > boundaries.SamePerson
            || evidence.Distance > evidence.DistanceBefore + boundaries.LostLikeness
            || evidence.LandmarkShift > boundaries.OtherShape
            || evidence.Inconsistency > boundaries.Inconsistent;
        if (drifted)
        {
            return Verdict.Drifted;
        }

        var faithful = evidence.Distance <= boundaries.NearPerson
            && !(evidence.DistanceBefore > boundaries.OtherPhoto)
            && (evidence.LandmarkShift ?? 0) <= boundaries.SameShape
            && evidence.Inconsistency <= boundaries.Consistent;
        return faithful ? Verdict.Faithful : Verdict.Uncertain;
    }
}
