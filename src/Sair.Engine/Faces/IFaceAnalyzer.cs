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

    /// <summary>
    /// Finds the faces that one look at the whole photo shows, largest first: fast, but small and tilted faces
    /// of large photos are missed.
    /// </summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    IReadOnlyList<DetectedFace> AnalyzeQuickly(RgbImage photo, CancellationToken cancellationToken = default) =>
        Analyze(photo, cancellationToken);

    /// <summary>Finds the faces that <see cref="Analyze"/> finds beyond those that are known, largest first.</summary>
    /// <param name="photo">An upright photo of any size.</param>
    /// <param name="known">Boxes of known faces in pixels.</param>
    /// <param name="cancellationToken">Checked between network calls.</param>
    IReadOnlyList<DetectedFace> AnalyzeFurther(
        RgbImage photo,
        IReadOnlyList<FaceBox> known,
        CancellationToken cancellationToken = default
    ) => [.. Analyze(photo, cancellationToken).Where(face => !known.Any(box => CandidateFilter.AreSame(box, face.Box)))];

    /// <summary>
    /// Describes a face by five points that the user set: both eyes, the tip of the nose, both corners of the mouth,
    /// left in the picture first.
    /// </summary>
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
    public double Side =>
        Math.Sqrt(((BottomLeft.X - TopLeft.X) * (BottomLeft.X - TopLeft.X)) + ((BottomLeft.Y - TopLeft.Y) * (BottomLeft.Y - TopLeft.Y)));
}

/// <summary>A rectangle in an aligned square, in fractions of its side, so that it holds at any size.</summary>
/// <param name="X">Left edge, 0–1.</param>
/// <param name="Y">Upper edge, 0–1.</param>
/// <param name="Width">Width, 0–1.</param>
/// <param name="Height">Height, 0–1.</param>
public readonly record struct FaceRectangle(double X, double Y, double Width, double Height)
{
    /// <summary>Reads x, y, width, height from a tensor [4].</summary>
    public static FaceRectangle FromTensor(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = torch.NewDisposeScope();
        var v = values.cpu().to(torch.float64).data<double>().ToArray();
        return new FaceRectangle(v[0], v[1], v[2], v[3]);
    }

    /// <summary>Gives x, y, width, height as a float tensor [4], which the caller disposes.</summary>
    public Tensor ToTensor() => torch.tensor([(float)X, (float)Y, (float)Width, (float)Height]);
}

/// <summary>Places a face by five points: both eyes, the tip of the nose, both corners of the mouth.</summary>
public static class FivePoints
{
    /// <summary>How many points there are.</summary>
    public const int Count = 5;

    // A detector's box in units of the FFHQ square: its middle lies a little below the square's.
    private const double BoxOverSide = 0.62;
    private const double BoxBelow = 0.04;
    private const double SmallestEyeDistance = 2;

    /// <summary>Computes the FFHQ square, by the published alignment recipe, and the box that a detector would give.</summary>
    /// <param name="points">
    /// The eye and mouth corner that are left in the picture come before the right ones; any pixels of the photo.
    /// </param>
    /// <exception cref="NoFaceFoundException">There are not five, or they do not lie as in a face.</exception>
    public static (FaceQuad Quad, FaceBox Box) Place(IReadOnlyList<FacePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count != Count || points.Any(point => !double.IsFinite(point.X) || !double.IsFinite(point.Y)))
        {
            throw new NoFaceFoundException(
                "A face is placed by five points: both eyes, the tip of the nose, and both corners of the mouth."
            );
        }

        var (left, right, mouthLeft, mouthRight) = (points[0], points[1], points[3], points[4]);
        var (eyeX, eyeY) = (right.X - left.X, right.Y - left.Y);
        var (downX, downY) = (
            ((mouthLeft.X + mouthRight.X) / 2) - ((left.X + right.X) / 2),
            ((mouthLeft.Y + mouthRight.Y) / 2) - ((left.Y + right.Y) / 2)
        );
        if (Math.Sqrt((eyeX * eyeX) + (eyeY * eyeY)) < SmallestEyeDistance || (eyeX * downY) - (eyeY * downX) <= 0)
        {
            throw new NoFaceFoundException(
                "The five points do not lie as in a face: set the left eye, the right eye, the nose, and the left and right corner of "
                    + "the mouth, as you see them."
            );
        }

        // Each of the 68 landmarks that the recipe averages is the point of its part.
        var landmarks = Enumerable
            .Range(0, 68)
            .Select(i =>
                i switch
                {
                    >= 36 and < 42 => left,
                    >= 42 and < 48 => right,
                    48 => mouthLeft,
                    54 => mouthRight,
                    _ => points[2],
                }
            )
            .ToList();
        var quad = FaceQuads.FromLandmarks(landmarks);
        return (quad, BoxOf(quad));
    }

    /// <summary>Gets the box that a detector would give for the upright face of an FFHQ square.</summary>
    internal static FaceBox BoxOf(FaceQuad quad)
    {
        var size = BoxOverSide * quad.Side;
        var (x, y) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, ((quad.TopLeft.Y + quad.BottomRight.Y) / 2) + (BoxBelow * quad.Side));
        return new FaceBox(x - (size / 2), y - (size / 2), size, size);
    }
}
