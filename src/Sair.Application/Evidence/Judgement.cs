using Sair.Data.Restorations;

namespace Sair.Application.Evidence;

/// <summary>
/// Weighs evidence: one bad sign is enough to doubt, and without photos that the run has not seen nothing counts as faithful.
/// </summary>
public static class Judgement
{
    /// <summary>Gets the boundaries that the site judges by; <c>sair evaluate badge</c> measures them.</summary>
    public static JudgementBoundaries Boundaries { get; } =
        new()
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
        var drifted =
            evidence.Distance > boundaries.SamePerson
            || evidence.Distance > evidence.DistanceBefore + boundaries.LostLikeness
            || evidence.LandmarkShift > boundaries.OtherShape
            || evidence.Inconsistency > boundaries.Inconsistent;
        if (drifted)
        {
            return Verdict.Drifted;
        }

        var faithful =
            evidence.Distance <= boundaries.NearPerson
            && !(evidence.DistanceBefore > boundaries.OtherPhoto)
            && (evidence.LandmarkShift ?? 0) <= boundaries.SameShape
            && evidence.Inconsistency <= boundaries.Consistent;
        return faithful ? Verdict.Faithful : Verdict.Uncertain;
    }
}

/// <summary>Where evidence turns from good to doubtful and from doubtful to bad.</summary>
public sealed record JudgementBoundaries
{
    /// <summary>Gets the distance to the photos held back up to which a result can be faithful.</summary>
    public required double NearPerson { get; init; }

    /// <summary>Gets the distance beyond which two clear faces do not count as one person.</summary>
    public required double SamePerson { get; init; }

    /// <summary>
    /// Gets the distance of the photo itself to the photos held back beyond which nothing is faithful: it may show somebody else.
    /// </summary>
    public required double OtherPhoto { get; init; }

    /// <summary>Gets by how much a result may be farther from the person than the photo was.</summary>
    public required double LostLikeness { get; init; }

    /// <summary>Gets the shift of the landmarks, in eye distances, up to which shape and expression are those of the photo.</summary>
    public required double SameShape { get; init; }

    /// <summary>Gets the shift beyond which the face has another shape or expression.</summary>
    public required double OtherShape { get; init; }

    /// <summary>Gets the difference, in 8-bit levels, up to which the result explains the photo.</summary>
    public required double Consistent { get; init; }

    /// <summary>Gets the difference beyond which the result contradicts the photo.</summary>
    public required double Inconsistent { get; init; }
}
