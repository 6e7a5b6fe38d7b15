namespace Sair.Engine.Preparation;

/// <summary>What is doubtful about the faces of a run, in sentences for people.</summary>
internal static class PreparationWarnings
{
    private const int SmallReferenceSide = 96;

    /// <summary>Names the doubts; empty when there are none.</summary>
    public static IReadOnlyList<string> For(PreparedFace degraded, IReadOnlyList<RankedReference> references)
    {
        var warnings = new List<string>();
        if (references.Count == 0)
        {
            warnings.Add(
                "There is no reference: the result will be a likely face, not necessarily this person's, so add a good photo of the person."
            );
        }

        if (references.Count > 0 && degraded.Square.Width < FaceSimilarity.LeastComparableSide)
        {
            warnings.Add(
                $"The face has only {degraded.Square.Width} pixels a side with its surroundings: who it is will come from the "
                    + "references alone, so make sure that they show the same person."
            );
        }

        foreach (var reference in references)
        {
            var boundary = FaceSimilarity.Boundary(degraded, reference.Face);
            if (reference.Distance is { } distance && distance > boundary)
            {
                warnings.Add(
                    $"Reference {reference.Index + 1} seems to show another person: its distance to the photo is {distance:0.00}, and "
                        + $"up to {boundary:0.00} counts as the same person."
                );
            }

            if (reference.Face.Square.Width < SmallReferenceSide)
            {
                warnings.Add(
                    $"Reference {reference.Index + 1} has only {reference.Face.Square.Width} pixels a side: a larger photo would help more."
                );
            }
        }

        AddDisagreement(references, warnings);
        return warnings;
    }

    // Where the photo is too coarse to tell, the references can still be held against each other.
    private static void AddDisagreement(IReadOnlyList<RankedReference> references, List<string> warnings)
    {
        foreach (var other in references.Skip(1).Where(other => other.Distance is null))
        {
            var distance = FaceSimilarity.Distance(references[0].Face, other.Face);
            var boundary = FaceSimilarity.Boundary(references[0].Face, other.Face);
            if (distance > boundary)
            {
                warnings.Add(
                    $"References {references[0].Index + 1} and {other.Index + 1} seem to show different people: their distance is "
                        + $"{distance:0.00}, and up to {boundary:0.00} counts as the same person."
                );
            }
        }
    }
}
