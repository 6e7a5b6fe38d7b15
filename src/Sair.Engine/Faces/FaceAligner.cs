using Sair.Engine.Faces.Sampling;
using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Cuts FFHQ squares out of photos and puts them back.</summary>
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

    /// <summary>Puts a cut square back: the inverse of <see cref="Cut"/>, blended in towards the border of the square.</summary>
    /// <param name="photo">The photo; stays as it is.</param>
    /// <param name="quad">Where the square was cut, in pixels of <paramref name="photo"/>; see <see cref="FaceQuads.Scale"/> for an enlarged photo.</param>
    /// <param name="face">The square at any size.</param>
    /// <param name="feather">Width of the blend in fractions of the side, 0–0.5; 0 gives a hard edge.</param>
    /// <returns>A new photo of the same size; pixels outside the square are unchanged.</returns>
    public static RgbImage PasteBack(RgbImage photo, FaceQuad quad, RgbImage face, double feather = 0.1)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(face);
        ArgumentOutOfRangeException.ThrowIfNegative(feather);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(feather, 0.5);
        var inverse = SquareMap.FromQuad(quad);

        // A face finer than the photo is filtered first, so that sampling it cannot alias.
        var wanted = Math.Max(1, (int)Math.Round(quad.Side));
        var source = face.Width > wanted ? ImageResizer.Resize(face, wanted, wanted) : face;
        var pixels = (byte[])photo.Pixels.Clone();
        var (left, top, right, bottom) = Bounds(quad, photo);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var (u, v) = inverse.Apply(x + 0.5, y + 0.5);
                var inside = Math.Min(Math.Min(u, 1 - u), Math.Min(v, 1 - v));
                if (inside >= 0)
                {
                    var weight = feather > 0 ? Smooth(Math.Min(1, inside / feather)) : 1;
                    Blend(pixels.AsSpan(((y * photo.Width) + x) * 3, 3), CubicSampler.Sample(source, u * source.Width, v * source.Height), weight);
                }
            }
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    private static void Blend(Span<byte> pixel, (float R, float G, float B) value, double weight)
    {
        pixel[0] = Mix(pixel[0], value.R, weight);
        pixel[1] = Mix(pixel[1], value.G, weight);
        pixel[2] = Mix(pixel[2], value.B, weight);
    }

    private static byte Mix(byte old, float value, double weight) => (byte)Math.Clamp(Math.Round(old + (weight * (value - old))), 0, 255);

    private static double Smooth(double x) => x * x * (3 - (2 * x));

    private static (int Left, int Top, int Right, int Bottom) Bounds(FaceQuad quad, RgbImage photo)
    {
        double[] xs = [quad.TopLeft.X, quad.BottomLeft.X, quad.BottomRight.X, quad.TopRight.X];
        double[] ys = [quad.TopLeft.Y, quad.BottomLeft.Y, quad.BottomRight.Y, quad.TopRight.Y];
        return (
            (int)Math.Clamp(Math.Floor(xs.Min()), 0, photo.Width),
            (int)Math.Clamp(Math.Floor(ys.Min()), 0, photo.Height),
            (int)Math.Clamp(Math.Ceiling(xs.Max()), 0, photo.Width),
            (int)Math.Clamp(Math.Ceiling(ys.Max()), 0, photo.Height));
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
