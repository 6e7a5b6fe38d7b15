using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Finds faces, describes them, and cuts FFHQ squares.</summary>
public interface IFaceAnalyzer
{
    /// <summary>Finds the faces of a photo with landmarks, descriptor and expression, largest first.</summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    /// <returns>Empty when no face is found.</returns>
    IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default);

    /// <summary>Finds the faces that one look at the whole photo shows, largest first: fast, but small and tilted faces of large photos are missed.</summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    IReadOnlyList<DetectedFace> AnalyzeQuickly(RgbImage photo, CancellationToken cancellationToken = default) => Analyze(photo, cancellationToken);

    /// <summary>Finds the faces that <see cref="Analyze"/> finds beyond those that are known, largest first.</summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="known">Boxes of known faces in pixels.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    IReadOnlyList<DetectedFace> AnalyzeFurther(RgbImage photo, IReadOnlyList<FaceBox> known, CancellationToken cancellationToken = default) =>
        [.. Analyze(photo, cancellationToken).Where(face => !known.Any(box => CandidateFilter.AreSame(box, face.Box)))];

    /// <summary>Describes a face by five points that the user set: both eyes, the tip of the nose, both corners of the mouth, left in the picture first.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="points">Five points in pixels.</param>
    /// <exception cref="NoFaceFoundException">The points make no face.</exception>
    DetectedFace AnalyzeAt(RgbImage photo, IReadOnlyList<FacePoint> points)
    {
        var (quad, box) = FivePoints.Place(points);
        return AnalyzeAt(photo, box) with { Quad = quad };
    }

    /// <summary>Describes a face that the user placed by hand, or an aligned crop as a whole.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="box">Where the face is, in pixels.</param>
    DetectedFace AnalyzeAt(RgbImage photo, FaceBox box);

    /// <summary>Tells how far a photo has to be turned clockwise until the people on it stand upright.</summary>
    /// <param name="photo">The photo as it lies.</param>
    /// <param name="faces">What <see cref="Analyze"/> or <see cref="AnalyzeQuickly"/> found on it; may be empty.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    /// <returns>90, 180 or 270 degrees; 0 where it stands upright or nothing sure tells how it lies.</returns>
    int FindTurn(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken = default) => 0;

    /// <summary>Describes a face square that is in FFHQ framing already: descriptor and expression without detection.</summary>
    FaceDescription DescribeAligned(RgbImage aligned);
}

/// <summary>An axis-aligned rectangle in pixels of the photo; may reach outside it.</summary>
public readonly record struct FaceBox(double X, double Y, double Width, double Height);

/// <summary>A point in pixels of the photo.</summary>
public readonly record struct FacePoint(double X, double Y);

/// <summary>Descriptor and expression of one face.</summary>
/// <param name="Descriptor">128 values as the recogniser gives them; distance below 0.6 means the same person.</param>
/// <param name="Expressions">Probabilities by name: neutral, happy, sad, angry, fearful, disgusted, surprised.</param>
public sealed record FaceDescription(float[] Descriptor, IReadOnlyDictionary<string, double> Expressions);

/// <summary>One face of a photo.</summary>
/// <param name="Box">The detector's box.</param>
/// <param name="Score">Detector score, 0–1; 1 where the user placed the face.</param>
/// <param name="Landmarks">68 points in pixels of the photo.</param>
/// <param name="Quad">The FFHQ square.</param>
/// <param name="Description">Descriptor and expression.</param>
public sealed record DetectedFace(FaceBox Box, double Score, IReadOnlyList<FacePoint> Landmarks, FaceQuad Quad, FaceDescription Description)
{
    /// <summary>
    /// Gets how far the landmarks of several looks lie apart, in sides of the box: about 0.015 for a face that was read well, above 0.05
    /// where there is none; null where nothing was measured.
    /// </summary>
    public double? LandmarkSpread { get; init; }
}

/// <summary>The FFHQ square in a photo: corners top-left, bottom-left, bottom-right, top-right in pixels.</summary>
public readonly record struct FaceQuad(FacePoint TopLeft, FacePoint BottomLeft, FacePoint BottomRight, FacePoint TopRight)
{
    /// <summary>Gets the length of a side in pixels of the photo: how much the photo really holds.</summary>
    public double Side => Math.Sqrt(((BottomLeft.X - TopLeft.X) * (BottomLeft.X - TopLeft.X)) + ((BottomLeft.Y - TopLeft.Y) * (BottomLeft.Y - TopLeft.Y)));
}
