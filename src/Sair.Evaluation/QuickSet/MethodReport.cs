namespace Sair.Evaluation.QuickSet;

/// <summary>One row of the table.</summary>
/// <param name="Name">The method.</param>
/// <param name="Faces">Its measures, in the order of the set.</param>
public sealed record MethodReport(string Name, IReadOnlyList<FaceMeasures> Faces)
{
    /// <summary>Gets the mean similarity to the truth by the judge; null without a judge.</summary>
    public double? JudgeSimilarity => Faces.Average(face => face.JudgeSimilarity);

    /// <summary>Gets the mean similarity to the person of the wrong reference by the judge; null without a judge.</summary>
    public double? JudgeSimilarityToWrongReference => Faces.Average(face => face.JudgeSimilarityToWrongReference);

    /// <summary>Gets the mean distance of our own recogniser to the truth.</summary>
    public double RecogniserDistance => Faces.Average(face => face.RecogniserDistance);

    /// <summary>Gets the Fréchet distance of the results' descriptors to those of the truths; null for fewer than two faces.</summary>
    public double? FrechetDistance => Faces.Count < 2 ? null : Metrics.FrechetDistance.Compute([.. Faces.Select(face => face.Descriptor)], [.. Faces.Select(face => face.TruthDescriptor)]);

    /// <summary>Gets the same distance of the judge's descriptors, which no objective knows; null without a judge or for fewer than two faces.</summary>
    public double? JudgeFrechetDistance => Faces.Count < 2 || Faces.Any(face => face.JudgeDescriptor is null || face.JudgeTruthDescriptor is null)
        ? null
        : Metrics.FrechetDistance.Compute([.. Faces.Select(face => face.JudgeDescriptor!)], [.. Faces.Select(face => face.JudgeTruthDescriptor!)]);

    /// <summary>Gets the mean peak signal-to-noise ratio in decibels.</summary>
    public double PeakSignalToNoiseRatio => Faces.Average(face => face.PeakSignalToNoiseRatio);

    /// <summary>Gets the mean structural similarity.</summary>
    public double StructuralSimilarity => Faces.Average(face => face.StructuralSimilarity);

    /// <summary>Gets the mean time of a restoration in seconds.</summary>
    public double Seconds => Faces.Average(face => face.Seconds);

    /// <summary>Counts the faces that the judge finds more like the truth than another method's; null without a judge.</summary>
    public int? CountImproved(MethodReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return JudgeSimilarity is null ? null : Faces.Zip(other.Faces).Count(pair => pair.First.JudgeSimilarity > pair.Second.JudgeSimilarity);
    }
}
