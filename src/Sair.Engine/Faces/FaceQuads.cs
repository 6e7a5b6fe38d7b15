namespace Sair.Engine.Faces;

/// <summary>Makes and transforms FFHQ squares.</summary>
public static class FaceQuads
{
    private const int LeftMouthCorner = 48;
    private const int RightMouthCorner = 54;
    private const int SmallestSide = 8;

    // Below this the landmarks' scale and turn are noise: on faces of 24 px and less the side came out a quarter to a half too
    // small and the turn up to a right angle wrong, while the detector's box was right to a tenth.
    private const double SmallestReadableBox = 18;

    // Square root of the box's area over the side of the FFHQ square, measured on faces of 24–64 px.
    private const double BoxOverSide = 0.62;

    /// <summary>Computes the FFHQ square of a face (Karras 2019, A style-based generator architecture, appendix A; published alignment recipe).</summary>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    /// <remarks>
    /// Half the side is the larger of 2.0 times the eye distance and 1.8 times the distance from eyes to mouth; the centre lies a
    /// tenth of the way from the eyes to the mouth; the square is turned with the face.
    /// </remarks>
    public static FaceQuad FromLandmarks(IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var (left, right) = (LandmarkGeometry.LeftEye(landmarks), LandmarkGeometry.RightEye(landmarks));
        var (eyesX, eyesY) = (right.X - left.X, right.Y - left.Y);
        var (middleX, middleY) = ((left.X + right.X) / 2, (left.Y + right.Y) / 2);
        var (mouthX, mouthY) = (
            ((landmarks[LeftMouthCorner].X + landmarks[RightMouthCorner].X) / 2) - middleX,
            ((landmarks[LeftMouthCorner].Y + landmarks[RightMouthCorner].Y) / 2) - middleY);

        // Direction of the upper side: between the eyes' line and the normal of the line from eyes to mouth.
        var (x, y) = (eyesX + mouthY, eyesY - mouthX);
        var half = Math.Max(2.0 * Math.Sqrt((eyesX * eyesX) + (eyesY * eyesY)), 1.8 * Math.Sqrt((mouthX * mouthX) + (mouthY * mouthY)));
        var length = Math.Sqrt((x * x) + (y * y));
        if (length == 0 || half == 0)
        {
            throw new NoFaceFoundException("Eyes and mouth fall on one point; mark the face again with a larger box.");
        }

        (x, y) = (x / length * half, y / length * half);
        var (centreX, centreY) = (middleX + (0.1 * mouthX), middleY + (0.1 * mouthY));
        return new FaceQuad(
            new FacePoint(centreX - x + y, centreY - y - x),
            new FacePoint(centreX - x - y, centreY - y + x),
            new FacePoint(centreX + x - y, centreY + y + x),
            new FacePoint(centreX + x + y, centreY + y - x));
    }

    /// <summary>Tells whether a face is so small that its landmarks give only its centre.</summary>
    /// <param name="box">The detector's box in pixels of the photo.</param>
    public static bool IsTooSmallForLandmarks(FaceBox box) => Math.Sqrt(box.Width * box.Height) < SmallestReadableBox;

    /// <summary>Computes the FFHQ square of a face of any size: from the landmarks, and where these are too coarse upright with the size of the box.</summary>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    /// <param name="box">The detector's box in pixels of the photo.</param>
    public static FaceQuad FromFace(IReadOnlyList<FacePoint> landmarks, FaceBox box)
    {
        var quad = FromLandmarks(landmarks);
        if (!IsTooSmallForLandmarks(box))
        {
            return quad;
        }

        var (x, y) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);
        var half = Math.Sqrt(box.Width * box.Height) / BoxOverSide / 2;
        return new FaceQuad(new FacePoint(x - half, y - half), new FacePoint(x - half, y + half), new FacePoint(x + half, y + half), new FacePoint(x + half, y - half));
    }

    /// <summary>Gets the square that covers a whole picture, for a picture that is in FFHQ framing already.</summary>
    public static FaceQuad Whole(int width, int height) => new(new FacePoint(0, 0), new FacePoint(0, height), new FacePoint(width, height), new FacePoint(width, 0));

    /// <summary>Moves a square to the same photo at another size.</summary>
    /// <param name="quad">The square.</param>
    /// <param name="factor">New size over old size.</param>
    public static FaceQuad Scale(this FaceQuad quad, double factor)
    {
        FacePoint Move(FacePoint point) => new(point.X * factor, point.Y * factor);
        return new FaceQuad(Move(quad.TopLeft), Move(quad.BottomLeft), Move(quad.BottomRight), Move(quad.TopRight));
    }

    /// <summary>Gets the side at which a square is cut without enlarging it: its own side in whole pixels, 8 to <paramref name="maximum"/>.</summary>
    public static int NativeSide(this FaceQuad quad, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, SmallestSide);
        return Math.Clamp((int)Math.Round(quad.Side), SmallestSide, maximum);
    }
}
