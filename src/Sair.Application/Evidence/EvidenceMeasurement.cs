using Sair.Application.People;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Evidence;

/// <summary>Measures a result against what its run did not use.</summary>
public static class EvidenceMeasurement
{
    // Below this side of the face square landmarks are noise.
    private const double ReadableSide = 64;

    // Where the face lies in an FFHQ square, as a share of its side.
    private const double FaceStart = 0.19;
    private const double FaceSize = 0.62;

    /// <summary>Finds landmarks and descriptor of a face square in FFHQ framing.</summary>
    /// <param name="analyzer">Describes faces.</param>
    /// <param name="square">The square, any side.</param>
    public static DetectedFace Describe(IFaceAnalyzer analyzer, RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(analyzer);
        ArgumentNullException.ThrowIfNull(square);
        var box = new FaceBox(
            FaceStart * square.Width,
            (1 - FaceSize) * 0.75 * square.Height,
            FaceSize * square.Width,
            FaceSize * square.Height
        );
        return analyzer.AnalyzeAt(square, box) with { Description = analyzer.DescribeAligned(square) };
    }

    /// <summary>Measures; what the material does not allow stays null.</summary>
    /// <param name="difference">The difference of <see cref="ConsistencyMap"/>.</param>
    /// <param name="result">The described result; null where it could not be described.</param>
    /// <param name="material">What it is measured against.</param>
    public static ResultEvidence Of(double difference, DetectedFace? result, EvidenceMaterial material)
    {
        ArgumentNullException.ThrowIfNull(material);
        var evidence = new ResultEvidence { Inconsistency = difference };
        if (result is null)
        {
            return evidence;
        }

        var before = material.Before is { } face
            ? material.HeldBack.Select(other => FaceSimilarity.Distance(face, other)).OfType<double>().ToList()
            : [];
        return evidence with
        {
            HeldBackPhotos = material.HeldBack.Count,
            Distance = AlbumAnalysis.Median([
                .. material.HeldBack.Select(other => FaceSimilarity.Distance(result.Description.Descriptor, other.Descriptor)),
            ]),
            DistanceBefore = AlbumAnalysis.Median(before),
            Spread = material.Spread,
            LandmarkShift = material.Before?.Side >= ReadableSide ? LandmarkShift.Between(material.Landmarks, result.Landmarks) : null,
        };
    }
}

/// <summary>What a result is measured against; nothing of it was seen by the run.</summary>
/// <param name="Before">The face as it was; null where nothing is known of it.</param>
/// <param name="Landmarks">Its 68 landmarks in any frame; empty where they are not known.</param>
/// <param name="HeldBack">Photos of the person that were held back; may be empty.</param>
/// <param name="Spread">Median distance between the album's own photos; null below two.</param>
public sealed record EvidenceMaterial(
    FaceTraits? Before,
    IReadOnlyList<FacePoint> Landmarks,
    IReadOnlyList<FaceTraits> HeldBack,
    double? Spread
)
{
    /// <summary>Gets the material where nothing is known.</summary>
    public static EvidenceMaterial None { get; } = new(null, [], [], null);
}
