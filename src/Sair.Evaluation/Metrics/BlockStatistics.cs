using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.Metrics;

/// <summary>The 36 statistics of each block of a picture that NIQE compares with those of natural pictures (Mittal 2013), at two sizes.</summary>
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
        return [.. Enumerable.Range(0, down * across)
            .Select(block => (Whole: At(whole, block, Side), Half: At(half, block, Side / 2)))
            .Where(block => block.Whole.Cast<double>().Any(value => Math.Abs(value) > Smallest))
            .Select(block => (double[])[.. Of(block.Whole), .. Of(block.Half)])];

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
        return [.. Enumerable.Range(0, side * side).Select(i =>
        {
            var (y, x) = (i / side, i % side);
            return block[y, x] * block[(y - down + side) % side, (x - right + side) % side];
        })];
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
