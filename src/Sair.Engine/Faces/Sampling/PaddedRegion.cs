using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

/// <summary>The surroundings of a square, continued beyond the photo as in the FFHQ recipe.</summary>
/// <remarks>
/// Outside the photo lies its mirror image, blurred with a standard deviation of 2 % of the side and fading to the median
/// colour with distance, so that no second face looks in from the border.
/// </remarks>
/// <param name="Image">The pixels.</param>
/// <param name="Left">Position of the left edge in the photo; negative in the padding.</param>
/// <param name="Top">Position of the upper edge in the photo.</param>
internal readonly record struct PaddedRegion(RgbImage Image, int Left, int Top)
{
    private const double BorderFraction = 0.1;
    private const double PaddingFraction = 0.3;
    private const double BlurFraction = 0.02;
    private const int MinimumBorder = 3;

    /// <summary>Cuts the part of a photo that a square and its surroundings need, so that the rest is not resampled.</summary>
    /// <exception cref="NoFaceFoundException">The square lies outside the photo.</exception>
    public static PaddedRegion Crop(RgbImage photo, FaceQuad quad)
    {
        var bounds = Bounds(quad);
        var margin = (int)Math.Ceiling(quad.Side * PaddingFraction) + MinimumBorder;
        var (left, top) = (Math.Max(0, bounds.Left - margin), Math.Max(0, bounds.Top - margin));
        var (right, bottom) = (Math.Min(photo.Width, bounds.Right + margin), Math.Min(photo.Height, bounds.Bottom + margin));
        if (right <= left || bottom <= top)
        {
            throw Outside();
        }

        if (right - left == photo.Width && bottom - top == photo.Height)
        {
            return new PaddedRegion(photo, 0, 0);
        }

        var (width, height) = (right - left, bottom - top);
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            photo.Pixels.AsSpan((((top + y) * photo.Width) + left) * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        }

        return new PaddedRegion(new RgbImage(width, height, pixels), left, top);
    }

    /// <summary>Continues a photo as far as a square needs; the photo itself where the square lies inside it.</summary>
    public static PaddedRegion Around(RgbImage photo, FaceQuad quad)
    {
        var (left, top, right, bottom) = Bounds(quad);
        if (left >= 0 && top >= 0 && right <= photo.Width && bottom <= photo.Height)
        {
            return new PaddedRegion(photo, 0, 0);
        }

        // Wide enough for the blend, whose width is part of the recipe.
        var border = Math.Max((int)Math.Round(quad.Side * BorderFraction), MinimumBorder);
        var padding = (int)Math.Round(quad.Side * PaddingFraction);
        var inner = new Margins(Math.Max(0, left - border), Math.Max(0, top - border), Math.Min(photo.Width, right + border), Math.Min(photo.Height, bottom + border));
        if (inner.Right <= inner.Left || inner.Bottom <= inner.Top)
        {
            throw Outside();
        }

        var margins = new Margins(
            Math.Max(inner.Left - left + border, padding),
            Math.Max(inner.Top - top + border, padding),
            Math.Max(right + border - inner.Right, padding),
            Math.Max(bottom + border - inner.Bottom, padding));
        var mirrored = Mirror(photo, inner, margins);
        BorderBlend.Apply(mirrored, margins.Left, margins.Top, margins.Right, margins.Bottom, quad.Side * BlurFraction);
        return new PaddedRegion(mirrored, inner.Left - margins.Left, inner.Top - margins.Top);
    }

    private static NoFaceFoundException Outside() => new("The marked face lies outside the photo; mark it again.");

    private static Margins Bounds(FaceQuad quad)
    {
        double[] xs = [quad.TopLeft.X, quad.BottomLeft.X, quad.BottomRight.X, quad.TopRight.X];
        double[] ys = [quad.TopLeft.Y, quad.BottomLeft.Y, quad.BottomRight.Y, quad.TopRight.Y];
        return new Margins((int)Math.Floor(xs.Min()), (int)Math.Floor(ys.Min()), (int)Math.Ceiling(xs.Max()), (int)Math.Ceiling(ys.Max()));
    }

    private static RgbImage Mirror(RgbImage photo, Margins inner, Margins margins)
    {
        var (width, height) = (inner.Right - inner.Left, inner.Bottom - inner.Top);
        var padded = new RgbImage(width + margins.Left + margins.Right, height + margins.Top + margins.Bottom, new byte[(width + margins.Left + margins.Right) * (height + margins.Top + margins.Bottom) * 3]);
        for (var y = 0; y < padded.Height; y++)
        {
            var row = (inner.Top + Reflect(y - margins.Top, height)) * photo.Width;
            for (var x = 0; x < padded.Width; x++)
            {
                var from = (row + inner.Left + Reflect(x - margins.Left, width)) * 3;
                photo.Pixels.AsSpan(from, 3).CopyTo(padded.Pixels.AsSpan(((y * padded.Width) + x) * 3, 3));
            }
        }

        return padded;
    }

    // The edge itself is not repeated, as often as the padding is wider than the picture.
    private static int Reflect(int position, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        var period = 2 * (length - 1);
        var phase = ((position % period) + period) % period;
        return phase < length ? phase : period - phase;
    }

    private readonly record struct Margins(int Left, int Top, int Right, int Bottom);
}
