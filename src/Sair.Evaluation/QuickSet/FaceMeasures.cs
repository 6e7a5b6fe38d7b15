using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>What one method made of one face.</summary>
/// <param name="Person">Whose face it is.</param>
/// <param name="Image">The restored square.</param>
/// <param name="JudgeSimilarity">The judge's similarity to the truth, −1–1; null without a judge.</param>
/// <param name="JudgeSimilarityToWrongReference">The judge's similarity to the person of the wrong reference, −1–1; null without a judge or a stranger.</param>
/// <param name="Descriptor">Our own recogniser's descriptor of the restored face, 128 values.</param>
/// <param name="TruthDescriptor">Its descriptor of the truth.</param>
/// <param name="RecogniserDistance">Distance of our own recogniser to the truth; the objective knows this recogniser.</param>
/// <param name="PeakSignalToNoiseRatio">Decibels, at the side of the truth.</param>
/// <param name="StructuralSimilarity">−1–1, at the side of the truth.</param>
/// <param name="Seconds">Time of the restoration.</param>
public sealed record FaceMeasures(
    string Person,
    RgbImage Image,
    double? JudgeSimilarity,
    double? JudgeSimilarityToWrongReference,
    float[] Descriptor,
    float[] TruthDescriptor,
    double RecogniserDistance,
    double PeakSignalToNoiseRatio,
    double StructuralSimilarity,
    double Seconds)
{
    /// <summary>Gets the judge's descriptor of the restored face; null without a judge.</summary>
    public float[]? JudgeDescriptor { get; init; }

    /// <summary>Gets the judge's descriptor of the truth; null without a judge.</summary>
    public float[]? JudgeTruthDescriptor { get; init; }
}
