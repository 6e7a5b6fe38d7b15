using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

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
        var inner = new Margins(
            Math.Max(0, left - border),
            Math.Max(0, top - border),
            Math.Min(photo.Width, right + border),
            Math.Min(photo.Height, bottom + border)
        );
        if (inner.Right <= inner.Left || inner.Bottom <= inner.Top)
        {
            throw Outside();
        }

        var margins = new Margins(
            Math.Max(inner.Left - left + border, padding),
            Math.Max(inner.Top - top + border, padding),
            Math.Max(right + border - inner.Right, padding),
            Math.Max(bottom + border - inner.Bottom, padding)
        );
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
        var padded = new RgbImage(
            width + margins.Left + margins.Right,
            height + margins.Top + margins.Bottom,
            new byte[(width + margins.Left + margins.Right) * (height + margins.Top + margins.Bottom) * 3]
        );
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

/// <summary>Blurs mirrored padding and fades it to the median colour, as the published FFHQ alignment does.</summary>
internal static class BorderBlend
{
    private const int BoxPasses = 3;

    /// <summary>Changes the picture in place.</summary>
    /// <param name="image">A picture with padding on all sides.</param>
    /// <param name="left">Padding at the left in pixels, and likewise the others.</param>
    /// <param name="top">Padding above.</param>
    /// <param name="right">Padding at the right.</param>
    /// <param name="bottom">Padding below.</param>
    /// <param name="deviation">Standard deviation of the blur in pixels.</param>
    public static void Apply(RgbImage image, int left, int top, int right, int bottom, double deviation)
    {
        var (width, height) = (image.Width, image.Height);
        var blurred = Blur(image, deviation);
        var original = Array.ConvertAll(image.Pixels, value => (float)value);
        var (columns, rows) = (Distances(width, left, right), Distances(height, top, bottom));
        for (var at = 0; at < width * height; at++)
        {
            // 1 at the outer edge, 0 at the photo's edge, negative inside.
            var depth = Math.Max(columns[at % width], rows[at / width]);
            var blur = Math.Clamp((3 * depth) + 1, 0, 1);
            for (var c = 0; c < 3; c++)
            {
                var i = (3 * at) + c;
                original[i] += (blurred[i] - original[i]) * blur;
            }
        }

        var median = Median(original);
        for (var at = 0; at < width * height; at++)
        {
            var fade = Math.Clamp(Math.Max(columns[at % width], rows[at / width]), 0, 1);
            for (var c = 0; c < 3; c++)
            {
                var i = (3 * at) + c;
                image.Pixels[i] = (byte)Math.Clamp(MathF.Round(original[i] + ((median[c] - original[i]) * fade)), 0, 255);
            }
        }
    }

    private static float[] Distances(int length, int before, int after)
    {
        var distances = new float[length];
        for (var i = 0; i < length; i++)
        {
            distances[i] = 1 - Math.Min((float)i / Math.Max(before, 1), (float)(length - 1 - i) / Math.Max(after, 1));
        }

        return distances;
    }

    private static float[] Median(float[] values)
    {
        var medians = new float[3];
        for (var c = 0; c < 3; c++)
        {
            var channel = values.Where((_, i) => i % 3 == c).ToArray();
            Array.Sort(channel);
            medians[c] = channel[channel.Length / 2];
        }

        return medians;
    }

    // Three box filters come within a few per cent of a Gaussian of the same variance: n · (w² − 1) / 12 = σ².
    private static float[] Blur(RgbImage image, double deviation)
    {
        var radius = (int)Math.Round((Math.Sqrt((12 * deviation * deviation / BoxPasses) + 1) - 1) / 2);
        var values = Array.ConvertAll(image.Pixels, value => (float)value);
        for (var pass = 0; pass < BoxPasses && radius > 0; pass++)
        {
            values = Box(values, image.Width, image.Height, 3, 3 * image.Width, radius);
            values = Box(values, image.Height, image.Width, 3 * image.Width, 3, radius);
        }

        return values;
    }

    // A running mean along one axis; the border goes on outside.
    private static float[] Box(float[] values, int length, int lines, int step, int lineStep, int radius)
    {
        var result = new float[values.Length];
        for (var line = 0; line < lines; line++)
        {
            for (var c = 0; c < 3; c++)
            {
                var start = (line * lineStep) + c;
                float At(int i) => values[start + (Math.Clamp(i, 0, length - 1) * step)];
                var sum = 0.0;
                for (var i = -radius; i <= radius; i++)
                {
                    sum += At(i);
                }

                for (var i = 0; i < length; i++)
                {
                    result[start + (i * step)] = (float)(sum / ((2 * radius) + 1));
                    sum += At(i + radius + 1) - At(i - radius);
                }
            }
        }

        return result;
    }
}

/// <summary>Reads pictures between their pixels with a Catmull-Rom cubic; the border goes on outside.</summary>
internal static class CubicSampler
{
    private const int Taps = 4;

    /// <summary>Samples a square on a regular grid.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quad">The square in its pixels; pixel centres lie at halves.</param>
    /// <param name="side">Samples per side.</param>
    public static RgbImage Sample(RgbImage image, FaceQuad quad, int side)
    {
        var pixels = new byte[side * side * 3];
        var (rightX, rightY) = ((quad.TopRight.X - quad.TopLeft.X) / side, (quad.TopRight.Y - quad.TopLeft.Y) / side);
        var (downX, downY) = ((quad.BottomLeft.X - quad.TopLeft.X) / side, (quad.BottomLeft.Y - quad.TopLeft.Y) / side);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (r, g, b) = Sample(
                    image,
                    quad.TopLeft.X + ((x + 0.5) * rightX) + ((y + 0.5) * downX),
                    quad.TopLeft.Y + ((x + 0.5) * rightY) + ((y + 0.5) * downY)
                );
                var at = ((y * side) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (ToByte(r), ToByte(g), ToByte(b));
            }
        }

        return new RgbImage(side, side, pixels);
    }

    /// <summary>Reads one position; pixel centres lie at halves.</summary>
    public static (float R, float G, float B) Sample(RgbImage image, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x - 0.5), (int)Math.Floor(y - 0.5));
        Span<float> columns = stackalloc float[Taps];
        Span<float> rows = stackalloc float[Taps];
        Weigh((float)(x - 0.5 - left), columns);
        Weigh((float)(y - 0.5 - top), rows);
        var (r, g, b) = (0f, 0f, 0f);
        for (var j = 0; j < Taps; j++)
        {
            var row = Math.Clamp(top - 1 + j, 0, image.Height - 1) * image.Width;
            for (var i = 0; i < Taps; i++)
            {
                var at = (row + Math.Clamp(left - 1 + i, 0, image.Width - 1)) * 3;
                var weight = rows[j] * columns[i];
                r += weight * image.Pixels[at];
                g += weight * image.Pixels[at + 1];
                b += weight * image.Pixels[at + 2];
            }
        }

        return (r, g, b);
    }

    private static void Weigh(float t, Span<float> weights)
    {
        weights[0] = ((-0.5f * t + 1f) * t - 0.5f) * t;
        weights[1] = ((1.5f * t - 2.5f) * t * t) + 1f;
        weights[2] = ((-1.5f * t + 2f) * t + 0.5f) * t;
        weights[3] = (0.5f * t - 0.5f) * t * t;
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
