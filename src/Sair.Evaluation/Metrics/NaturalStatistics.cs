using Sair.Engine.Degradations;
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
        return Map(
            luma,
            (value, y, x) => (value - mean[y, x]) / (Math.Sqrt(Math.Abs(square[y, x] - (mean[y, x] * mean[y, x]))) + (1.0 / 255))
        );
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
        var rows = Map(
            values,
            (_, y, x) =>
                Enumerable.Range(-Radius, taps.Length).Sum(i => taps[i + Radius] / sum * values[y, Math.Clamp(x + i, 0, width - 1)])
        );
        return Map(
            values,
            (_, y, x) => Enumerable.Range(-Radius, taps.Length).Sum(i => taps[i + Radius] / sum * rows[Math.Clamp(y + i, 0, height - 1), x])
        );
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

/// <summary>
/// The 36 statistics of each block of a picture that NIQE compares with those of natural pictures (Mittal 2013), at two sizes.
/// </summary>
public static class BlockStatistics
{
    /// <summary>Side of a block in pixels.</summary>
    public const int Side = 96;

    private const double Smallest = 1e-9;

    private static readonly (int Down, int Right)[] s_neighbours = [(0, 1), (1, 0), (1, 1), (1, -1)];

    /// <summary>Computes the statistics of all whole blocks, from the upper left corner.</summary>
    /// <param name="image">At least a block a side.</param>
    /// <returns>For each block 18 numbers at full size, then 18 at half size; blocks of one colour are left out.</returns>
    /// <exception cref="ArgumentException">The picture is smaller than a block.</exception>
    public static IReadOnlyList<double[]> Compute(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (down, across) = (image.Height / Side, image.Width / Side);
        if (down == 0 || across == 0)
        {
            throw new ArgumentException($"A picture of {image.Width}×{image.Height} pixels holds no block of {Side}.", nameof(image));
        }

        var luma = Rounded(NaturalStatistics.ReadLuma(image), down * Side, across * Side);
        var whole = NaturalStatistics.Normalise(luma);
        var half = NaturalStatistics.Normalise(Halve(luma));
        return
        [
            .. Enumerable
                .Range(0, down * across)
                .Select(block => (Whole: At(whole, block, Side), Half: At(half, block, Side / 2)))
                .Where(block => block.Whole.Cast<double>().Any(value => Math.Abs(value) > Smallest))
                .Select(block => (double[])[.. Of(block.Whole), .. Of(block.Half)]),
        ];

        double[,] At(double[,] values, int block, int side) => Cut(values, block / across * side, block % across * side, side, side);
    }

    // To whole steps of 255, as the model was made.
    private static double[,] Rounded(double[,] luma, int height, int width)
    {
        var rounded = Cut(luma, 0, 0, height, width);
        for (var i = 0; i < rounded.Length; i++)
        {
            ref var value = ref rounded[i / width, i % width];
            value = Math.Round(value * 255) / 255;
        }

        return rounded;
    }

    private static List<double> Of(double[,] block)
    {
        var own = AsymmetricGaussian.Fit([.. block.Cast<double>()]);
        var statistics = new List<double> { own.Shape, (own.LeftWidth + own.RightWidth) / 2 };
        foreach (var (down, right) in s_neighbours)
        {
            var fit = AsymmetricGaussian.Fit(Products(block, down, right));
            statistics.AddRange([fit.Shape, fit.Mean, fit.LeftWidth, fit.RightWidth]);
        }

        return statistics;
    }

    // Neighbours go round the block's border, as in the published code.
    private static List<double> Products(double[,] block, int down, int right)
    {
        var side = block.GetLength(0);
        return
        [
            .. Enumerable
                .Range(0, side * side)
                .Select(i =>
                {
                    var (y, x) = (i / side, i % side);
                    return block[y, x] * block[(y - down + side) % side, (x - right + side) % side];
                }),
        ];
    }

    private static double[,] Halve(double[,] luma)
    {
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        using var scope = NewDisposeScope();
        var rows = Matrix(BicubicKernel.Resize(height, height / 2));
        var columns = Matrix(BicubicKernel.Resize(width, width / 2));
        var halved = rows.matmul(Matrix(luma)).matmul(columns.t()).contiguous().data<double>().ToArray();
        var result = new double[height / 2, width / 2];
        Buffer.BlockCopy(halved, 0, result, 0, halved.Length * sizeof(double));
        return result;
    }

    private static Tensor Matrix(double[,] values) => tensor([.. values.Cast<double>()], [values.GetLength(0), values.GetLength(1)]);

    private static double[,] Cut(double[,] values, int top, int left, int height, int width)
    {
        var cut = new double[height, width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                cut[y, x] = values[top + y, left + x];
            }
        }

        return cut;
    }
}

/// <summary>Asymmetric generalised Gaussian distribution, fitted by moments (Lasmar 2009; Mittal 2012).</summary>
/// <param name="Shape">α: 2 is Gaussian, 1 Laplacian.</param>
/// <param name="Left">Standard deviation of negative values.</param>
/// <param name="Right">Standard deviation of positive values.</param>
public sealed record AsymmetricGaussian(double Shape, double Left, double Right)
{
    private const double SmallestShape = 0.2;
    private const double LargestShape = 10;
    private const double Resolution = 0.001;

    private static readonly double[] s_shapes =
    [
        .. Enumerable.Range(0, (int)((LargestShape - SmallestShape) / Resolution) + 1).Select(i => SmallestShape + (i * Resolution)),
    ];
    private static readonly double[] s_ratios =
    [
        .. s_shapes.Select(shape => Square(Gamma(2 / shape)) / (Gamma(1 / shape) * Gamma(3 / shape))),
    ];

    /// <summary>Gets the mean η of the distribution.</summary>
    public double Mean => (RightWidth - LeftWidth) * (Gamma(2 / Shape) / Gamma(1 / Shape));

    /// <summary>Gets β, the width of the negative half.</summary>
    public double LeftWidth => Left * WidthPerDeviation;

    /// <summary>Gets β, the width of the positive half.</summary>
    public double RightWidth => Right * WidthPerDeviation;

    private double WidthPerDeviation => Math.Sqrt(Gamma(1 / Shape) / Gamma(3 / Shape));

    /// <summary>Fits the distribution.</summary>
    /// <param name="values">At least one value of either sign.</param>
    public static AsymmetricGaussian Fit(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (negative, positive, negatives, positives, absolute) = (0.0, 0.0, 0, 0, 0.0);
        foreach (var value in values)
        {
            absolute += Math.Abs(value);
            if (value < 0)
            {
                negative += value * value;
                negatives++;
            }
            else if (value > 0)
            {
                positive += value * value;
                positives++;
            }
        }

        var left = Math.Sqrt(negative / Math.Max(1, negatives));
        var right = Math.Sqrt(positive / Math.Max(1, positives));
        var energy = (negative + positive) / values.Count;
        var ratio = energy > 0 ? Square(absolute / values.Count) / energy : 0;
        var g = right > 0 ? left / right : 1;
        var wanted = ratio * ((g * g * g) + 1) * (g + 1) / Square((g * g) + 1);

        // The ratio rises with the shape, so the nearest one stands beside the place of insertion.
        var place = Array.BinarySearch(s_ratios, wanted);
        var above = Math.Clamp(place < 0 ? ~place : place, 1, s_ratios.Length - 1);
        var nearest = Math.Abs(s_ratios[above] - wanted) < Math.Abs(s_ratios[above - 1] - wanted) ? above : above - 1;
        return new AsymmetricGaussian(s_shapes[nearest], left, right);
    }

    // Lanczos 1964, g = 7, nine terms.
    internal static double Gamma(double x)
    {
        double[] terms =
        [
            0.99999999999980993,
            676.5203681218851,
            -1259.1392167224028,
            771.32342877765313,
            -176.61502916214059,
            12.507343278686905,
            -0.13857109526572012,
            9.9843695780195716e-6,
            1.5056327351493116e-7,
        ];
        if (x < 0.5)
        {
            return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        }

        var shifted = x - 1;
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++)
        {
            sum += terms[i] / (shifted + i);
        }

        var t = shifted + 7.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, shifted + 0.5) * Math.Exp(-t) * sum;
    }

    private static double Square(double x) => x * x;
}
