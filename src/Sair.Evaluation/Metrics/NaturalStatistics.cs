using Sair.Engine.Imaging;

namespace Sair.Evaluation.Metrics;

/// <summary>The 36 statistics of locally normalised brightness that BRISQUE judges by (Mittal 2012), at two sizes.</summary>
public static class NaturalStatistics
{
    private const int Radius = 3;
    private const double Deviation = 7.0 / 6;
    private static readonly (int Down, int Right)[] s_neighbours = [(0, 1), (1, 0), (1, 1), (-1, 1)];

    /// <summary>Computes the statistics.</summary>
    /// <param name="image">At least 8 px a side.</param>
    /// <returns>18 numbers at full size, then 18 at half size.</returns>
    public static double[] Compute(RgbImage image)
    {
        var luma = ReadLuma(image);
        return [.. AtOneSize(luma), .. AtOneSize(Halve(luma))];
    }

    /// <summary>Reads the brightness of a picture.</summary>
    /// <returns>[H, W], 0–1.</returns>
    internal static double[,] ReadLuma(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var luma = new double[image.Height, image.Width];
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            luma[i / image.Width, i % image.Width] = Luma.Of(image, i) / 255;
        }

        return luma;
    }

    /// <summary>Normalises brightness by mean and deviation around each place (Ruderman 1994).</summary>
    /// <param name="luma">[H, W], 0–1.</param>
    /// <returns>[H, W].</returns>
    internal static double[,] Normalise(double[,] luma)
    {
        var mean = Blur(luma);
        var square = Blur(Map(luma, (value, _, _) => value * value));
        return Map(luma, (value, y, x) => (value - mean[y, x]) / (Math.Sqrt(Math.Abs(square[y, x] - (mean[y, x] * mean[y, x]))) + (1.0 / 255)));
    }

    private static List<double> AtOneSize(double[,] luma)
    {
        var normalised = Normalise(luma);
        var own = AsymmetricGaussian.Fit([.. normalised.Cast<double>()]);
        var statistics = new List<double> { own.Shape, ((own.Left * own.Left) + (own.Right * own.Right)) / 2 };
        foreach (var (down, right) in s_neighbours)
        {
            var fit = AsymmetricGaussian.Fit(Products(normalised, down, right));
            statistics.AddRange([fit.Shape, fit.Mean, fit.Left * fit.Left, fit.Right * fit.Right]);
        }

        return statistics;
    }

    private static List<double> Products(double[,] values, int down, int right)
    {
        var (height, width) = (values.GetLength(0), values.GetLength(1));
        var products = new List<double>(height * width);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (otherY, otherX) = (y + down, x + right);
                products.Add(otherY >= 0 && otherY < height && otherX < width ? values[y, x] * values[otherY, otherX] : 0);
            }
        }

        return products;
    }

    private static double[,] Blur(double[,] values)
    {
        var taps = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(i => Math.Exp(-i * i / (2 * Deviation * Deviation))).ToArray();
        var sum = taps.Sum();
        var (height, width) = (values.GetLength(0), values.GetLength(1));
        var rows = Map(values, (_, y, x) => Enumerable.Range(-Radius, taps.Length).Sum(i => taps[i + Radius] / sum * values[y, Math.Clamp(x + i, 0, width - 1)]));
        return Map(values, (_, y, x) => Enumerable.Range(-Radius, taps.Length).Sum(i => taps[i + Radius] / sum * rows[Math.Clamp(y + i, 0, height - 1), x]));
    }

    // Every second sample, as the model was trained.
    private static double[,] Halve(double[,] values)
    {
        var half = new double[values.GetLength(0) / 2, values.GetLength(1) / 2];
        return Map(half, (_, y, x) => values[2 * y, 2 * x]);
    }

    private static double[,] Map(double[,] values, Func<double, int, int, double> map)
    {
        var result = new double[values.GetLength(0), values.GetLength(1)];
        for (var y = 0; y < result.GetLength(0); y++)
        {
            for (var x = 0; x < result.GetLength(1); x++)
            {
                result[y, x] = map(values[y, x], y, x);
            }
        }

        return result;
    }
}
