namespace Sair.Engine.Faces;

/// <summary>Rectangles and points that follow from the 68 landmarks.</summary>
public static class LandmarkGeometry
{
    private const double DlibEyeToMouth = 0.45;
    private const double DlibCentreX = 0.5;
    private const double DlibCentreY = 0.43;
    private const double ExpressionPadding = 0.1;

    /// <summary>Gets the mean of the points of the eye that is left in the picture.</summary>
    public static FacePoint LeftEye(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 36, 42);

    /// <summary>Gets the mean of the points of the eye that is right in the picture.</summary>
    public static FacePoint RightEye(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 42, 48);

    /// <summary>Gets the mean of the points of the mouth.</summary>
    public static FacePoint Mouth(IReadOnlyList<FacePoint> landmarks) => Mean(landmarks, 48, 68);

    /// <summary>Gets the square that the recogniser was trained on, after dlib, before any rounding or clipping.</summary>
    public static FaceBox IdentityBox(IReadOnlyList<FacePoint> landmarks)
    {
        var (left, right, mouth) = (LeftEye(landmarks), RightEye(landmarks), Mouth(landmarks));
        var size = (Distance(left, mouth) + Distance(right, mouth)) / 2 / DlibEyeToMouth;
        return new FaceBox(
            ((left.X + right.X + mouth.X) / 3) - (DlibCentreX * size),
            ((left.Y + right.Y + mouth.Y) / 3) - (DlibCentreY * size),
            size,
            size);
    }

    /// <summary>Gets <see cref="IdentityBox"/> with face-api's rounding and its clipping at the upper and left border.</summary>
    public static FaceBox RoundedIdentityBox(IReadOnlyList<FacePoint> landmarks)
    {
        var exact = IdentityBox(landmarks);
        var size = Math.Floor(exact.Width);
        var x = exact.X + (DlibCentreX * (exact.Width - size));
        var y = exact.Y + (DlibCentreY * (exact.Height - size));
        return new FaceBox(Math.Floor(Math.Max(0, x)), Math.Floor(Math.Max(0, y)), size, size);
    }

    /// <summary>Gets the box that the expression network was trained on: the bounding box of all points, a tenth larger on each side.</summary>
    public static FaceBox ExpressionBox(IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var (left, right) = (landmarks.Min(point => point.X), landmarks.Max(point => point.X));
        var (top, bottom) = (landmarks.Min(point => point.Y), landmarks.Max(point => point.Y));
        var (x, y) = (ExpressionPadding * (right - left), ExpressionPadding * (bottom - top));
        return new FaceBox(left - x, top - y, right - left + (2 * x), bottom - top + (2 * y));
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private static FacePoint Mean(IReadOnlyList<FacePoint> landmarks, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var (x, y) = (0.0, 0.0);
        for (var i = from; i < to; i++)
        {
            x += landmarks[i].X;
            y += landmarks[i].Y;
        }

        return new FacePoint(x / (to - from), y / (to - from));
    }
}
