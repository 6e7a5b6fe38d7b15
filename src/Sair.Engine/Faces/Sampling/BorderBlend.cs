using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

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
