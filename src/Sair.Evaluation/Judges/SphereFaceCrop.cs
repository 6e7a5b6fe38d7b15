using Sair.Engine.Imaging;

namespace Sair.Evaluation.Judges;

/// <summary>Cuts the 112 × 96 crop of SphereFace (Liu 2017) out of a face square in FFHQ framing.</summary>
/// <remarks>
/// One fixed similarity transform, least squares over five points (eyes, nose, corners of the mouth), stands for detection. The
/// square is averaged over blocks of the rounded scale first, then sampled bilinearly with the border repeated.
/// </remarks>
internal static class SphereFaceCrop
{
    /// <summary>Height of the crop in pixels.</summary>
    public const int Height = 112;

    /// <summary>Width of the crop in pixels.</summary>
    public const int Width = 96;

    private static readonly (double X, double Y)[] Template =
    [
        (30.2946, 51.6963),
        (65.5318, 51.5014),
        (48.0252, 71.7366),
        (33.5493, 92.3655),
        (62.7299, 92.2041),
    ];

    private static readonly (double X, double Y)[] Square = [(.3757, .4745), (.6243, .4745), (.5, .6000), (.4060, .7270), (.5940, .7270)];

    private static readonly (double Cos, double Sin, double X, double Y) Transform = Fit();

    /// <summary>Cuts the crop.</summary>
    /// <param name="image">A face square in FFHQ framing.</param>
    /// <returns>Planes R, G, B of 112 rows of 96 values, 0–1.</returns>
    public static float[] Cut(RgbImage image)
    {
        var planes = new float[3 * image.Width * image.Height];
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            planes[(i % 3 * image.Width * image.Height) + (i / 3)] = image.Pixels[i] / 255f;
        }

        return Cut(planes, image.Width, image.Height);
    }

    /// <summary>Cuts the crop out of planes R, G, B, 0–1.</summary>
    public static float[] Cut(float[] planes, int width, int height)
    {
        var factor = (int)Math.Round(Math.Sqrt((Transform.Cos * Transform.Cos) + (Transform.Sin * Transform.Sin)) * width);
        if (factor > 1 && width % factor == 0 && height % factor == 0)
        {
            planes = AverageBlocks(planes, width, height, factor);
            width /= factor;
            height /= factor;
        }

        var crop = new float[3 * Height * Width];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var u = (((Transform.Cos * x) - (Transform.Sin * y) + Transform.X) * width) - 0.5;
                var v = (((Transform.Sin * x) + (Transform.Cos * y) + Transform.Y) * height) - 0.5;
                for (var channel = 0; channel < 3; channel++)
                {
                    crop[(((channel * Height) + y) * Width) + x] = Sample(
                        planes.AsSpan(channel * width * height, width * height),
                        width,
                        height,
                        u,
                        v
                    );
                }
            }
        }

        return crop;
    }

    // The closed form of the planar least-squares similarity: rotation and scale from the centred cross terms.
    private static (double Cos, double Sin, double X, double Y) Fit()
    {
        var (fromX, fromY) = (Template.Average(point => point.X), Template.Average(point => point.Y));
        var (toX, toY) = (Square.Average(point => point.X), Square.Average(point => point.Y));
        double dot = 0,
            cross = 0,
            norm = 0;
        foreach (var (from, to) in Template.Zip(Square))
        {
            var (x, y, u, v) = (from.X - fromX, from.Y - fromY, to.X - toX, to.Y - toY);
            dot += (x * u) + (y * v);
            cross += (x * v) - (y * u);
            norm += (x * x) + (y * y);
        }

        var (cos, sin) = (dot / norm, cross / norm);
        return (cos, sin, toX - (cos * fromX) + (sin * fromY), toY - (sin * fromX) - (cos * fromY));
    }

    private static float[] AverageBlocks(float[] planes, int width, int height, int factor)
    {
        var (smallWidth, smallHeight) = (width / factor, height / factor);
        var small = new float[3 * smallWidth * smallHeight];
        var share = 1f / (factor * factor);
        for (var row = 0; row < 3 * smallHeight * factor; row++)
        {
            for (var column = 0; column < smallWidth * factor; column++)
            {
                small[(row / factor * smallWidth) + (column / factor)] += planes[(row * width) + column] * share;
            }
        }

        return small;
    }

    private static float Sample(ReadOnlySpan<float> plane, int width, int height, double x, double y)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        var (across, down) = (x - left, y - top);
        var above = (plane[(top * width) + left] * (1 - across)) + (plane[(top * width) + right] * across);
        var below = (plane[(bottom * width) + left] * (1 - across)) + (plane[(bottom * width) + right] * across);
        return (float)((above * (1 - down)) + (below * down));
    }
}
