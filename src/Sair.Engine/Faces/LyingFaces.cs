using Sair.Engine.Faces.Sampling;
using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Reads faces that lie on a side or stand on their head, which the landmark network was never shown.</summary>
/// <remarks>
/// The detector finds such faces often, the landmark network then answers something for each look. So a face whose looks disagree is
/// shown to it turned by each right angle; where it is sure there, the face is read there.
/// </remarks>
/// <param name="landmarks">Finds landmarks of upright faces.</param>
internal sealed class LyingFaces(LandmarkDetector landmarks)
{
    /// <summary>The right angles by which a face may be turned back, clockwise.</summary>
    public static readonly IReadOnlyList<int> Turns = [90, 180, 270];

    // An upright face whose looks agree this well is not tried in other directions.
    private const double SteadySpread = 0.03;

    // How well the looks have to agree in another direction: in itself, and against the upright reading.
    private const double LargestSpread = 0.045;
    private const double LargestShare = 0.6;

    // The part of the photo that is turned, in sides of the box: room for the square that the recogniser sees.
    private const double Surroundings = 3;
    private const int LargestBox = 640;

    /// <summary>Reads a face that lies.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="box">The detector's box in pixels of the photo.</param>
    /// <param name="uprightSpread">How far its landmarks lie apart when it is taken for upright, in sides of the box.</param>
    /// <returns>Null where the face is upright or cannot be read in any direction.</returns>
    public LyingFace? Read(PhotoPyramid photo, FaceBox box, double uprightSpread)
    {
        if (uprightSpread <= SteadySpread)
        {
            return null;
        }

        var part = PartAround(photo, box);
        var best = Turns.Select(degrees => ReadTurned(part, degrees)).MinBy(face => face.Spread)!;
        return best.Spread <= LargestSpread && best.Spread <= LargestShare * uprightSpread ? best : null;
    }

    private LyingFace ReadTurned(FacePart part, int degrees)
    {
        var turned = new PhotoPyramid(part.Image.Turn(degrees));
        var box = part.Box.Turn(degrees, part.Image.Width, part.Image.Height);
        var first = landmarks.Read(turned, box);

        // The box was found on a lying face and is off by some of it: the landmarks say where a detector would have put it.
        var better = FivePoints.BoxOf(FaceQuads.FromLandmarks(first.Points));
        var second = IsInside(better, turned.Photo) ? landmarks.Read(turned, better) : first;
        return second.Spread < first.Spread ? new LyingFace(part, turned, degrees, better, second.Points, second.Spread) : new LyingFace(part, turned, degrees, box, first.Points, first.Spread);
    }

    private static bool IsInside(FaceBox box, RgbImage image) =>
        box.X + (box.Width / 2) is var x && box.Y + (box.Height / 2) is var y && x > 0 && y > 0 && x < image.Width && y < image.Height;

    private static FacePart PartAround(PhotoPyramid photo, FaceBox box)
    {
        var level = photo.Pick(Math.Max(box.Width, box.Height), LargestBox, 1);
        var scaled = new FaceBox(box.X * level.ScaleX, box.Y * level.ScaleY, box.Width * level.ScaleX, box.Height * level.ScaleY);
        var reach = Surroundings * Math.Max(scaled.Width, scaled.Height) / 2;
        var (x, y) = (scaled.X + (scaled.Width / 2), scaled.Y + (scaled.Height / 2));
        var (left, top) = ((int)Math.Clamp(x - reach, 0, level.Image.Width - 1), (int)Math.Clamp(y - reach, 0, level.Image.Height - 1));
        var (right, bottom) = ((int)Math.Clamp(Math.Ceiling(x + reach), left + 1, level.Image.Width), (int)Math.Clamp(Math.Ceiling(y + reach), top + 1, level.Image.Height));
        return new FacePart(
            level.Image.Crop(left, top, right - left, bottom - top), scaled with { X = scaled.X - left, Y = scaled.Y - top }, left, top, level.ScaleX, level.ScaleY);
    }
}

/// <summary>A face with its surroundings, cut out of a photo.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Box">The face in them.</param>
/// <param name="Left">Where they begin, in pixels of the photo's level.</param>
/// <param name="Top">Where they begin, in pixels of the photo's level.</param>
/// <param name="ScaleX">Width of the level over that of the photo.</param>
/// <param name="ScaleY">Height of the level over that of the photo.</param>
internal sealed record FacePart(RgbImage Image, FaceBox Box, int Left, int Top, double ScaleX, double ScaleY);

/// <summary>A face that was read lying.</summary>
/// <param name="From">Where it was cut out of the photo.</param>
/// <param name="Part">The part of the photo, turned so that the face is upright.</param>
/// <param name="Degrees">How far the part was turned clockwise.</param>
/// <param name="Box">The face in the turned part.</param>
/// <param name="Landmarks">68 points in pixels of the turned part.</param>
/// <param name="Spread">How far they lie apart, in sides of the box.</param>
internal sealed record LyingFace(FacePart From, PhotoPyramid Part, int Degrees, FaceBox Box, IReadOnlyList<FacePoint> Landmarks, double Spread)
{
    /// <summary>Gets the box in pixels of the photo.</summary>
    public FaceBox BoxInPhoto
    {
        get
        {
            var (a, b) = (Back(new FacePoint(Box.X, Box.Y)), Back(new FacePoint(Box.X + Box.Width, Box.Y + Box.Height)));
            return new FaceBox(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));
        }
    }

    /// <summary>Gets the landmarks in pixels of the photo.</summary>
    public IReadOnlyList<FacePoint> LandmarksInPhoto => [.. Landmarks.Select(Back)];

    /// <summary>Gets the FFHQ square in pixels of the photo; its upper side is the face's.</summary>
    public FaceQuad QuadInPhoto => FaceQuads.FromLandmarks(LandmarksInPhoto);

    private FacePoint Back(FacePoint point)
    {
        var there = point.Turn(ImageTurn.Add(0, -Degrees), Part.Photo.Width, Part.Photo.Height);
        return new FacePoint((there.X + From.Left) / From.ScaleX, (there.Y + From.Top) / From.ScaleY);
    }
}
