using Sair.Engine.Faces.Sampling;
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
