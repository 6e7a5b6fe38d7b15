namespace Sair.Engine.Faces;

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
    /// <param name="points">The eye and mouth corner that are left in the picture come before the right ones; any pixels of the photo.</param>
    /// <exception cref="NoFaceFoundException">There are not five, or they do not lie as in a face.</exception>
    public static (FaceQuad Quad, FaceBox Box) Place(IReadOnlyList<FacePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count != Count || points.Any(point => !double.IsFinite(point.X) || !double.IsFinite(point.Y)))
        {
            throw new NoFaceFoundException("A face is placed by five points: both eyes, the tip of the nose, and both corners of the mouth.");
        }

        var (left, right, mouthLeft, mouthRight) = (points[0], points[1], points[3], points[4]);
        var (eyeX, eyeY) = (right.X - left.X, right.Y - left.Y);
        var (downX, downY) = (((mouthLeft.X + mouthRight.X) / 2) - ((left.X + right.X) / 2), ((mouthLeft.Y + mouthRight.Y) / 2) - ((left.Y + right.Y) / 2));
        if (Math.Sqrt((eyeX * eyeX) + (eyeY * eyeY)) < SmallestEyeDistance || (eyeX * downY) - (eyeY * downX) <= 0)
        {
            throw new NoFaceFoundException("The five points do not lie as in a face: set the left eye, the right eye, the nose, and the left and right corner of the mouth, as you see them.");
        }

        // Each of the 68 landmarks that the recipe averages is the point of its part.
        var landmarks = Enumerable.Range(0, 68).Select(i => i switch
        {
            >= 36 and < 42 => left,
            >= 42 and < 48 => right,
            48 => mouthLeft,
            54 => mouthRight,
            _ => points[2],
        }).ToList();
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
