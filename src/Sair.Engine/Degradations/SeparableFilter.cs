namespace Sair.Engine.Degradations;

/// <summary>A linear filter that acts on rows and columns separately: y = V x Hᵀ.</summary>
/// <remarks>Resizing and blurring are such filters, so any chain of them is two matrix products, forward and backward.</remarks>
public sealed class SeparableFilter : IDisposable
{
    private readonly Tensor _vertical;
    private readonly Tensor _horizontal;

    /// <summary>Initializes a new instance of the <see cref="SeparableFilter"/> class.</summary>
    /// <param name="vertical">V [h, H], acts first.</param>
    /// <param name="horizontal">H [w, W].</param>
    /// <param name="device">Where pictures live; null for the processor.</param>
    public SeparableFilter(double[,] vertical, double[,] horizontal, Device? device = null)
    {
        using var scope = NewDisposeScope();
        _vertical = ToTensor(vertical, device).DetachFromDisposeScope();
        _horizontal = ToTensor(horizontal, device).t().contiguous().DetachFromDisposeScope(); // [W, w]
    }

    /// <summary>Filters pictures.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <returns>[N, C, h, w].</returns>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.dtype == float32
            ? _vertical.matmul(x).matmul(_horizontal)
            : _vertical.to(x.dtype).matmul(x).matmul(_horizontal.to(x.dtype));
    }

    /// <summary>Gives the published bicubic down-sampler by an integer factor.</summary>
    /// <param name="height">Input rows.</param>
    /// <param name="width">Input columns.</param>
    /// <param name="factor">Integer factor from 1.</param>
    /// <param name="device">Where pictures live; null for the processor.</param>
    public static SeparableFilter BicubicDownsample(int height, int width, int factor, Device? device = null) =>
        new(BicubicKernel.Downsample(height, factor), BicubicKernel.Downsample(width, factor), device);

    /// <inheritdoc/>
    public void Dispose()
    {
        _vertical.Dispose();
        _horizontal.Dispose();
    }

    /// <summary>Multiplies two filter matrices: <paramref name="second"/> acts after <paramref name="first"/>.</summary>
    internal static double[,] Chain(double[,] second, double[,] first)
    {
        var product = new double[second.GetLength(0), first.GetLength(1)];
        for (var i = 0; i < product.GetLength(0); i++)
        {
            for (var k = 0; k < second.GetLength(1); k++)
            {
                for (var j = 0; second[i, k] != 0 && j < product.GetLength(1); j++)
                {
                    product[i, j] += second[i, k] * first[k, j];
                }
            }
        }

        return product;
    }

    private static Tensor ToTensor(double[,] matrix, Device? device) =>
        tensor(matrix.Cast<double>().ToArray(), [matrix.GetLength(0), matrix.GetLength(1)], float32, device);
}

/// <summary>The cubic convolution kernel of Keys 1981 with a = −0.5, and the matrices that resize with it.</summary>
public static class BicubicKernel
{
    private const double A = -0.5;
    private const double Radius = 2;

    /// <summary>Evaluates the kernel.</summary>
    /// <param name="x">Distance in samples; the kernel is 0 from 2 on.</param>
    public static double Evaluate(double x)
    {
        var t = Math.Abs(x);
        return t <= 1 ? ((((A + 2) * t) - (A + 3)) * t * t) + 1
            : t < Radius ? (((((t - 5) * t) + 8) * t) - 4) * A
            : 0;
    }

    /// <summary>Gives the 4f taps of the published down-sampler by an integer factor f (Menon 2020; Guo 2024), which sum to 1.</summary>
    public static double[] Taps(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var taps = new double[4 * factor];
        for (var i = 0; i < taps.Length; i++)
        {
            taps[i] = Evaluate((i - (2 * factor) + 0.5) / factor);
        }

        var sum = taps.Sum();
        return [.. taps.Select(tap => tap / sum)];
    }

    /// <summary>
    /// Gives the matrix of the published down-sampler along one axis: reflect padding without edge repeat, then a strided filter.
    /// </summary>
    /// <param name="length">Input samples, more than the padding 3f/2.</param>
    /// <param name="factor">f.</param>
    /// <returns>[length / f, length].</returns>
    public static double[,] Downsample(int length, int factor)
    {
        var taps = Taps(factor);
        var before = 3 * factor / 2;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, (3 * factor) - before);
        var matrix = new double[length / factor, length];
        for (var row = 0; row < length / factor; row++)
        {
            for (var tap = 0; tap < taps.Length; tap++)
            {
                matrix[row, Reflect((row * factor) + tap - before, length)] += taps[tap];
            }
        }

        return matrix;
    }

    /// <summary>
    /// Gives the matrix of an anti-aliased resize along one axis; taps outside the picture are dropped and the rest sums to 1.
    /// </summary>
    /// <param name="from">Input samples.</param>
    /// <param name="to">Output samples.</param>
    /// <returns>[to, from].</returns>
    public static double[,] Resize(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1);
        var scale = (double)from / to;
        var stretch = Math.Max(1, scale);
        var matrix = new double[to, from];
        for (var row = 0; row < to; row++)
        {
            var centre = (row + 0.5) * scale;
            var first = Math.Max(0, (int)Math.Floor(centre - (Radius * stretch)));
            var last = Math.Min(from - 1, (int)Math.Ceiling(centre + (Radius * stretch)));
            var sum = 0.0;
            for (var i = first; i <= last; i++)
            {
                matrix[row, i] = Evaluate((i + 0.5 - centre) / stretch);
                sum += matrix[row, i];
            }

            for (var i = first; i <= last; i++)
            {
                matrix[row, i] /= sum;
            }
        }

        return matrix;
    }

    /// <summary>Mirrors an index about the first and last sample until it lies inside.</summary>
    internal static int Reflect(int index, int length)
    {
        while (index < 0 || index >= length)
        {
            index = index < 0 ? -index : (2 * (length - 1)) - index;
        }

        return index;
    }
}

/// <summary>Gaussian blur along one axis as a matrix.</summary>
public static class GaussianKernel
{
    private const double RadiusInDeviations = 3;

    /// <summary>Gives the matrix of a blur with mirrored borders.</summary>
    /// <param name="length">Samples.</param>
    /// <param name="deviation">Standard deviation in samples; 0 gives the identity.</param>
    /// <returns>[length, length]; every row sums to 1.</returns>
    public static double[,] Blur(int length, double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        var radius = deviation > 0 ? Math.Min(length - 1, (int)Math.Ceiling(RadiusInDeviations * deviation)) : 0;
        var taps = Enumerable
            .Range(-radius, (2 * radius) + 1)
            .Select(i => deviation > 0 ? Math.Exp(-i * i / (2 * deviation * deviation)) : 1)
            .ToArray();
        var sum = taps.Sum();
        var matrix = new double[length, length];
        for (var row = 0; row < length; row++)
        {
            for (var tap = 0; tap < taps.Length; tap++)
            {
                matrix[row, BicubicKernel.Reflect(row + tap - radius, length)] += taps[tap] / sum;
            }
        }

        return matrix;
    }
}
