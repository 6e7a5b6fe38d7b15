using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Cuts FFHQ squares out of photos.</summary>
public static class FaceAligner
{
    private const double MaximumRatio = 4;

    /// <summary>Cuts a square, with reflected and blurred surroundings where it reaches beyond the photo.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="quad">The square in pixels of the photo.</param>
    /// <param name="side">Side of the result in pixels, 8–4096; <see cref="FaceQuads.NativeSide"/> does not enlarge.</param>
    /// <returns>The upright face, sampled without aliasing.</returns>
    public static RgbImage Cut(RgbImage photo, FaceQuad quad, int side)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 4096);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quad.Side, nameof(quad));
        var (part, left, top) = PaddedRegion.Crop(photo, quad);
        var level = new PhotoPyramid(part).Pick(quad.Side, side, MaximumRatio);
        var scaled = Scale(Move(quad, -left, -top), level);
        var region = PaddedRegion.Around(level.Image, scaled);
        var local = Move(scaled, -region.Left, -region.Top);

        // Whole multiples of the side, at least one sample for each pixel of the photo; the resize then filters.
        var fine = side * Math.Max(1, (int)Math.Ceiling((scaled.Side / side) - 0.05));
        return ImageResizer.Resize(CubicSampler.Sample(region.Image, local, fine), side, side);
    }

    private static FaceQuad Scale(FaceQuad quad, PyramidLevel level)
    {
        FacePoint Point(FacePoint point) => new(point.X * level.ScaleX, point.Y * level.ScaleY);
        return new FaceQuad(Point(quad.TopLeft), Point(quad.BottomLeft), Point(quad.BottomRight), Point(quad.TopRight));
    }

    private static FaceQuad Move(FaceQuad quad, double x, double y)
    {
        FacePoint Point(FacePoint point) => new(point.X + x, point.Y + y);
        return new FaceQuad(Point(quad.TopLeft), Point(quad.BottomLeft), Point(quad.BottomRight), Point(quad.TopRight));
    }
}

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

    /// <summary>
    /// Computes the FFHQ square of a face (Karras 2019, A style-based generator architecture, appendix A;
    /// published alignment recipe).
    /// </summary>
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
            ((landmarks[LeftMouthCorner].Y + landmarks[RightMouthCorner].Y) / 2) - middleY
        );

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
            new FacePoint(centreX + x + y, centreY + y - x)
        );
    }

    /// <summary>Tells whether a face is so small that its landmarks give only its centre.</summary>
    /// <param name="box">The detector's box in pixels of the photo.</param>
    public static bool IsTooSmallForLandmarks(FaceBox box) => Math.Sqrt(box.Width * box.Height) < SmallestReadableBox;

    /// <summary>
    /// Computes the FFHQ square of a face of any size: from the landmarks, and where these are too coarse upright
    /// with the size of the box.
    /// </summary>
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
        return new FaceQuad(
            new FacePoint(x - half, y - half),
            new FacePoint(x - half, y + half),
            new FacePoint(x + half, y + half),
            new FacePoint(x + half, y - half)
        );
    }

    /// <summary>Gets the square that covers a whole picture, for a picture that is in FFHQ framing already.</summary>
    public static FaceQuad Whole(int width, int height) =>
        new(new FacePoint(0, 0), new FacePoint(0, height), new FacePoint(width, height), new FacePoint(width, 0));

    /// <summary>Moves a square to the same photo at another size.</summary>
    /// <param name="quad">The square.</param>
    /// <param name="factor">New size over old size.</param>
    public static FaceQuad Scale(this FaceQuad quad, double factor)
    {
        FacePoint Move(FacePoint point) => new(point.X * factor, point.Y * factor);
        return new FaceQuad(Move(quad.TopLeft), Move(quad.BottomLeft), Move(quad.BottomRight), Move(quad.TopRight));
    }

    /// <summary>
    /// Gets the side at which a square is cut without enlarging it: its own side in whole pixels, 8 to <paramref name="maximum"/>.
    /// </summary>
    public static int NativeSide(this FaceQuad quad, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, SmallestSide);
        return Math.Clamp((int)Math.Round(quad.Side), SmallestSide, maximum);
    }
}

/// <summary>Maps positions of a photo to fractions of a square in it.</summary>
public readonly struct SquareMap
{
    private readonly FacePoint _origin;
    private readonly FacePoint _right;
    private readonly FacePoint _down;
    private readonly double _determinant;

    private SquareMap(FacePoint origin, FacePoint right, FacePoint down)
    {
        _origin = origin;
        _right = right;
        _down = down;
        _determinant = (right.X * down.Y) - (right.Y * down.X);
    }

    /// <summary>Builds the map of a square.</summary>
    /// <exception cref="ArgumentException">The square has no area.</exception>
    public static SquareMap FromQuad(FaceQuad quad)
    {
        var map = new SquareMap(
            quad.TopLeft,
            new FacePoint(quad.TopRight.X - quad.TopLeft.X, quad.TopRight.Y - quad.TopLeft.Y),
            new FacePoint(quad.BottomLeft.X - quad.TopLeft.X, quad.BottomLeft.Y - quad.TopLeft.Y)
        );
        return Math.Abs(map._determinant) > 1e-9 ? map : throw new ArgumentException("The square has no area.", nameof(quad));
    }

    /// <summary>Gives the fractions from the left and the upper side, 0–1 inside the square.</summary>
    public (double U, double V) Apply(double x, double y)
    {
        var (dx, dy) = (x - _origin.X, y - _origin.Y);
        return (((dx * _down.Y) - (dy * _down.X)) / _determinant, ((dy * _right.X) - (dx * _right.Y)) / _determinant);
    }
}
