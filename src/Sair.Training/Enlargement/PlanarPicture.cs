using Sair.Engine.Imaging;

namespace Sair.Training.Enlargement;

/// <summary>A picture as three planes of numbers, for filters that the product itself does not have.</summary>
internal sealed class PlanarPicture(int width, int height, float[] values)
{
    /// <summary>Splits a picture.</summary>
    public static PlanarPicture Of(RgbImage image)
    {
        var count = image.Width * image.Height;
        var values = new float[3 * count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = image.Pixels[(i % count * 3) + (i / count)];
        }

        return new PlanarPicture(image.Width, image.Height, values);
    }

    /// <summary>Rounds to a picture.</summary>
    public RgbImage ToImage()
    {
        var count = width * height;
        var pixels = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            pixels[(i % count * 3) + (i / count)] = (byte)Math.Clamp(Math.Round(values[i]), 0, 255);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Adds normal noise, the same to all three colours for its larger part.</summary>
    public void AddNoise(double deviation, Random random)
    {
        if (deviation <= 0)
        {
            return;
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var count = width * height;
        for (var i = 0; i < count; i++)
        {
            var common = 0.8 * Normal();
            for (var c = 0; c < 3; c++)
            {
                values[(c * count) + i] += (float)(deviation * (common + (0.6 * Normal())));
            }
        }
    }

    /// <summary>Blurs with a Gaussian.</summary>
    public PlanarPicture Gaussian(double deviation)
    {
        var radius = (int)Math.Ceiling(3 * deviation);
        var taps = Enumerable.Range(-radius, (2 * radius) + 1).Select(i => Math.Exp(-i * i / (2 * deviation * deviation))).ToArray();
        var sum = taps.Sum();
        double[] shares = [.. taps.Select(tap => tap / sum)];
        return Resample(width, height, at => (at - radius, shares), at => (at - radius, shares));
    }

    /// <summary>Blurs with a disc.</summary>
    public PlanarPicture Disc(double radius)
    {
        var reach = (int)Math.Ceiling(radius);
        var taps = new List<(int X, int Y, double Weight)>();
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
            {
                taps.Add((x, y, Math.Clamp(radius + 0.5 - Math.Sqrt((x * x) + (y * y)), 0, 1)));
            }
        }

        return Filter(taps);
    }

    /// <summary>Blurs along a line whose direction the seed draws.</summary>
    public PlanarPicture Motion(double length, int seed)
    {
        const int steps = 16;
        var angle = new Random(seed).NextDouble() * Math.PI;
        var taps = new Dictionary<(int, int), double>();
        for (var step = 0; step < steps; step++)
        {
            var distance = ((step + 0.5) / steps * length) - (length / 2);
            var (x, y) = (distance * Math.Cos(angle), distance * Math.Sin(angle));
            var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
            var (right, bottom) = (x - left, y - top);
            foreach (
                var (tapX, tapY, weight) in new[]
                {
                    (left, top, (1 - right) * (1 - bottom)),
                    (left + 1, top, right * (1 - bottom)),
                    (left, top + 1, (1 - right) * bottom),
                    (left + 1, top + 1, right * bottom),
                }
            )
            {
                taps[(tapX, tapY)] = taps.GetValueOrDefault((tapX, tapY)) + weight;
            }
        }

        return Filter([.. taps.Select(tap => (tap.Key.Item1, tap.Key.Item2, tap.Value))]);
    }

    /// <summary>Enlarges, with the centres of both grids together.</summary>
    public PlanarPicture Enlarge(double factor, EnlargementKernel kernel, double cubic)
    {
        (int, double[]) Taps(int at, double scale)
        {
            var centre = ((at + 0.5) * scale) - 0.5;
            if (kernel == EnlargementKernel.Nearest)
            {
                return ((int)Math.Round(centre), [1]);
            }

            var reach =
                kernel == EnlargementKernel.Bilinear ? 1
                : kernel == EnlargementKernel.Bicubic ? 2
                : 3;
            var first = (int)Math.Floor(centre) - reach + 1;
            var taps = Enumerable.Range(first, 2 * reach).Select(i => Weight(Math.Abs(i - centre), kernel, cubic)).ToArray();
            var sum = taps.Sum();
            return (first, [.. taps.Select(tap => tap / sum)]);
        }

        var (newWidth, newHeight) = ((int)Math.Round(width * factor), (int)Math.Round(height * factor));
        return Resample(newWidth, newHeight, x => Taps(x, (double)width / newWidth), y => Taps(y, (double)height / newHeight));
    }

    /// <summary>Sharpens by the difference to a blur of one pixel.</summary>
    public PlanarPicture Sharpen(double strength)
    {
        var soft = Gaussian(1);
        return new PlanarPicture(width, height, [.. values.Select((value, i) => value + (float)(strength * (value - soft.Value(i))))]);
    }

    private static double Weight(double distance, EnlargementKernel kernel, double a) =>
        kernel switch
        {
            EnlargementKernel.Bilinear => Math.Max(0, 1 - distance),
            EnlargementKernel.Bicubic => distance <= 1 ? ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1
            : distance < 2 ? a * ((((((distance - 5) * distance) + 8) * distance) - 4))
            : 0,
            _ => distance < 1e-9 ? 1
            : distance < 3 ? Math.Sin(Math.PI * distance) * Math.Sin(Math.PI * distance / 3) * 3 / (Math.PI * Math.PI * distance * distance)
            : 0,
        };

    private float Value(int index) => values[index];

    private PlanarPicture Filter(IReadOnlyList<(int X, int Y, double Weight)> taps)
    {
        var result = new float[values.Length];
        var sum = taps.Sum(tap => tap.Weight);
        var count = width * height;
        foreach (var (x, y, weight) in taps.Where(tap => tap.Weight > 0))
        {
            var share = (float)(weight / sum);
            for (var i = 0; i < result.Length; i++)
            {
                var (column, row) = (Math.Clamp((i % count % width) + x, 0, width - 1), Math.Clamp((i % count / width) + y, 0, height - 1));
                result[i] += share * values[(i / count * count) + (row * width) + column];
            }
        }

        return new PlanarPicture(width, height, result);
    }

    private PlanarPicture Resample(
        int newWidth,
        int newHeight,
        Func<int, (int First, double[] Taps)> across,
        Func<int, (int First, double[] Taps)> down
    )
    {
        var columns = Enumerable.Range(0, newWidth).Select(across).ToArray();
        var rows = Enumerable.Range(0, newHeight).Select(down).ToArray();
        var wide = new float[3 * newWidth * height];
        for (var line = 0; line < 3 * height; line++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                var (first, taps) = columns[x];
                double value = 0;
                for (var i = 0; i < taps.Length; i++)
                {
                    value += taps[i] * values[(line * width) + Math.Clamp(first + i, 0, width - 1)];
                }

                wide[(line * newWidth) + x] = (float)value;
            }
        }

        var result = new float[3 * newWidth * newHeight];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < newHeight; y++)
            {
                var (first, taps) = rows[y];
                for (var i = 0; i < taps.Length; i++)
                {
                    var from = ((c * height) + Math.Clamp(first + i, 0, height - 1)) * newWidth;
                    var to = ((c * newHeight) + y) * newWidth;
                    for (var x = 0; x < newWidth; x++)
                    {
                        result[to + x] += (float)taps[i] * wide[from + x];
                    }
                }
            }
        }

        return new PlanarPicture(newWidth, newHeight, result);
    }
}
