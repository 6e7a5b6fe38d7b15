using Sair.Engine.Faces;

namespace Sair.Engine.Preparation;

/// <summary>What is compared of a face when references are ranked; can be stored, so that a ranking needs no pixels.</summary>
/// <param name="Side">Side of the face square in pixels: how much the photo really holds.</param>
/// <param name="Descriptor">The 128 values of the recogniser.</param>
/// <param name="Quality">0–1, see <see cref="FaceQuality"/>.</param>
/// <param name="Yaw">Turn to the side, −1–1, see <see cref="FacePose"/>; null where no landmarks are known.</param>
/// <param name="Expressions">Probabilities of the expressions by name.</param>
/// <param name="Sharpness">0–1, see <see cref="FaceQuality.Sharpness"/>; null where it was not measured.</param>
public sealed record FaceTraits(
    double Side,
    float[] Descriptor,
    double Quality,
    double? Yaw,
    IReadOnlyDictionary<string, double> Expressions,
    double? Sharpness = null
)
{
    private const double FullDetailSide = 128;

    /// <summary>
    /// Gets how many pixels across would hold what the square shows, 0–128: a blurred or enlarged face has fewer than its side
    /// says.
    /// </summary>
    public double Detail => Math.Min(Side, FullDetailSide) * (Sharpness ?? 1);

    /// <summary>Measures a prepared face.</summary>
    public static FaceTraits Of(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new FaceTraits(
            face.Square.Width,
            face.Description.Descriptor,
            FaceQuality.Measure(face),
            face.Detection is { } detection ? FacePose.Yaw(detection.Landmarks) : null,
            face.Description.Expressions,
            FaceQuality.Sharpness(face.Square)
        );
    }
}

/// <summary>How a face is turned, told by its 68 landmarks.</summary>
public static class FacePose
{
    private const int JawLeft = 0;
    private const int JawRight = 16;
    private const int NoseTip = 30;

    /// <summary>Gets the turn to the side: −1 (the left of the picture) over 0 (frontal) to 1.</summary>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    public static double Yaw(IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var toLeft = Distance(landmarks[NoseTip], landmarks[JawLeft]);
        var toRight = Distance(landmarks[NoseTip], landmarks[JawRight]);
        return toLeft + toRight > 0 ? (toLeft - toRight) / (toLeft + toRight) : 0;
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
