using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.QuickSet;

/// <summary>Runs methods over the faces of a set and measures what comes out.</summary>
/// <param name="judge">The judge of identity; null where none is at hand.</param>
/// <param name="faces">Our own recogniser.</param>
/// <param name="time">Measures durations.</param>
public sealed class QuickSetEvaluation(IIdentityJudge? judge, IFaceAnalyzer faces, TimeProvider time)
{
    /// <summary>Runs one method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="set">The faces.</param>
    /// <param name="progress">Called after each face with its number from 1.</param>
    /// <param name="cancellationToken">Checked once per iteration of the method.</param>
    public MethodReport Run(
        IRestorationMethod method,
        IReadOnlyList<TestFace> set,
        Action<int>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(set);
        var measures = new List<FaceMeasures>();
        foreach (var face in set)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = time.GetTimestamp();
            var image = method.Restore(face, cancellationToken);
            measures.Add(Measure(face, image, time.GetElapsedTime(started).TotalSeconds));
            progress?.Invoke(measures.Count);
        }

        return new MethodReport(method.Name, measures);
    }

    private FaceMeasures Measure(TestFace face, RgbImage image, double seconds)
    {
        var sized = ImageResizer.Resize(image, face.Truth.Width, face.Truth.Height, ResampleKernel.Cubic);
        var (descriptor, wanted) = (faces.DescribeAligned(image).Descriptor, faces.DescribeAligned(face.Truth).Descriptor);
        return new FaceMeasures(
            face.Person,
            image,
            judge?.Similarity(image, face.Truth),
            face.StrangersReferences is [var stranger, ..] ? judge?.Similarity(image, stranger) : null,
            descriptor,
            wanted,
            FaceSimilarity.Distance(descriptor, wanted),
            PixelMetrics.PeakSignalToNoiseRatio(sized, face.Truth),
            StructuralSimilarity.Compute(sized, face.Truth),
            seconds
        )
        {
            JudgeDescriptor = judge?.Describe(image),
            JudgeTruthDescriptor = judge?.Describe(face.Truth),
        };
    }
}

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
    public double? FrechetDistance =>
        Faces.Count < 2
            ? null
            : Metrics.FrechetDistance.Compute([.. Faces.Select(face => face.Descriptor)], [.. Faces.Select(face => face.TruthDescriptor)]);

    /// <summary>
    /// Gets the same distance of the judge's descriptors, which no objective knows; null without a judge or for fewer than two faces.
    /// </summary>
    public double? JudgeFrechetDistance =>
        Faces.Count < 2 || Faces.Any(face => face.JudgeDescriptor is null || face.JudgeTruthDescriptor is null)
            ? null
            : Metrics.FrechetDistance.Compute(
                [.. Faces.Select(face => face.JudgeDescriptor!)],
                [.. Faces.Select(face => face.JudgeTruthDescriptor!)]
            );

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
        return JudgeSimilarity is null
            ? null
            : Faces.Zip(other.Faces).Count(pair => pair.First.JudgeSimilarity > pair.Second.JudgeSimilarity);
    }
}

/// <summary>What one method made of one face.</summary>
/// <param name="Person">Whose face it is.</param>
/// <param name="Image">The restored square.</param>
/// <param name="JudgeSimilarity">The judge's similarity to the truth, −1–1; null without a judge.</param>
/// <param name="JudgeSimilarityToWrongReference">The judge's similarity to the person of the wrong reference, −1–1; null without a judge or
/// a stranger.</param>
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
    double Seconds
)
{
    /// <summary>Gets the judge's descriptor of the restored face; null without a judge.</summary>
    public float[]? JudgeDescriptor { get; init; }

    /// <summary>Gets the judge's descriptor of the truth; null without a judge.</summary>
    public float[]? JudgeTruthDescriptor { get; init; }
}
