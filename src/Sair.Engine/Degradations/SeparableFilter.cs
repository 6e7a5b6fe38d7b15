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
