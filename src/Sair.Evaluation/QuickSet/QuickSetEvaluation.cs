using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.QuickSet;

/// <summary>Runs methods over the faces of a set and measures what comes out.</summary>
/// <param name="judge">The judge of identity; null where none is at hand.</param>
/// <param name="faces">Our own recogniser.</param>
/// <param name="time">The clock.</param>
public sealed class QuickSetEvaluation(IIdentityJudge? judge, IFaceAnalyzer faces, TimeProvider time)
{
    /// <summary>Runs one method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="set">The faces.</param>
    /// <param name="progress">Called after each face with its number from 1.</param>
    /// <param name="cancellationToken">Checked once per iteration of the method.</param>
    public MethodReport Run(IRestorationMethod method, IReadOnlyList<TestFace> set, Action<int>? progress, CancellationToken cancellationToken)
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
            seconds)
        {
            JudgeDescriptor = judge?.Describe(image),
            JudgeTruthDescriptor = judge?.Describe(face.Truth),
        };
    }
}
