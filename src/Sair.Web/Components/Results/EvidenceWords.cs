using System.Globalization;
using Sair.Application.Evidence;
using Sair.Data.Restorations;

namespace Sair.Web.Components.Results;

/// <summary>Says what evidence about a result means.</summary>
public static class EvidenceWords
{
    private static readonly JudgementBoundaries s_boundaries = Judgement.Boundaries;

    public static string Name(Verdict verdict) =>
        verdict switch
        {
            Verdict.Faithful => "Faithful",
            Verdict.Drifted => "Drifted",
            _ => "Uncertain",
        };

    public static string Meaning(Verdict verdict) =>
        verdict switch
        {
            Verdict.Faithful => "Everything that could be checked says that this is the person.",
            Verdict.Drifted => "Something that was checked speaks against it: do not take this for a photo of the person.",
            _ => "There is too little to check it by, or it points both ways.",
        };

    /// <summary>One line for each thing that was checked, and whether it speaks for the result.</summary>
    public static IEnumerable<(bool? Good, string Sentence)> Lines(ResultEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        yield return Likeness(evidence);
        if (evidence.DistanceBefore > s_boundaries.OtherPhoto)
        {
            yield return (
                null,
                $"The photo itself lies {Figure(evidence.DistanceBefore.Value)} away from the album, more than "
                    + $"{Figure(s_boundaries.OtherPhoto)}: it may be too coarse to tell, or show somebody else. Check whether you "
                    + "chose the right person."
            );
        }

        yield return evidence.LandmarkShift is not { } shift
            ? (null, "The photo is too small to compare the shape of the face.")
            : (
                Sign(shift, s_boundaries.SameShape, s_boundaries.OtherShape),
                $"Eyes, nose, mouth and chin moved by {100 * shift:0} % of the eye distance; up to {100 * s_boundaries.SameShape:0} % "
                    + "is the same shape."
            );
        if (evidence.Inconsistency is { } difference)
        {
            yield return (
                Sign(difference, s_boundaries.Consistent, s_boundaries.Inconsistent),
                $"Made small and soft again, the result differs from the photo by {difference:0.0} of 255 levels; up to "
                    + $"{s_boundaries.Consistent:0} is noise."
            );
        }
    }

    private static (bool? Good, string Sentence) Likeness(ResultEvidence evidence)
    {
        if (evidence.Distance is not { } distance)
        {
            return (
                null,
                "No photos of an album were held back, so nobody can tell the likeness independently: choose a person with three or "
                    + "more photos next time."
            );
        }

        var yardstick = evidence.Spread is { } spread ? $" The album's own photos lie {Figure(spread)} apart." : "";
        var before = evidence.DistanceBefore is { } start ? $" The photo itself was {Figure(start)} away." : "";
        var good = Sign(distance, s_boundaries.NearPerson, s_boundaries.SamePerson);
        var lost = distance > evidence.DistanceBefore + s_boundaries.LostLikeness;
        return (
            lost ? false : good,
            $"{Figure(distance)} away from {Words.Count(evidence.HeldBackPhotos, "album photo")} that the restoration has not seen; "
                + $"up to {Figure(s_boundaries.SamePerson)} counts as the same person.{yardstick}{before}"
        );
    }

    private static bool? Sign(double value, double good, double bad) =>
        value <= good ? true
        : value > bad ? false
        : null;

    private static string Figure(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
