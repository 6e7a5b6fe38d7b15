using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>The degradation that SAIR is measured on (Guo 2024, section 4): bicubic reduction, then Gaussian noise, in 8 bit.</summary>
public static class SyntheticDegradation
{
    /// <summary>The least variance of the noise, pixels 0–1.</summary>
    public const double MinVariance = 0.001;

    /// <summary>The largest variance of the noise, pixels 0–1.</summary>
    public const double MaxVariance = 0.003;

    /// <summary>Degrades a face square.</summary>
    /// <param name="truth">A square whose side is a multiple of the factor.</param>
    /// <param name="scale">The factor of reduction.</param>
    /// <param name="random">Draws the variance, then the noise.</param>
    /// <returns>A square of side / scale pixels.</returns>
    /// <exception cref="ArgumentException">The side is no multiple of the factor.</exception>
    public static RgbImage Apply(RgbImage truth, int scale, Random random)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(random);
        if (truth.Width != truth.Height || truth.Width % scale != 0)
        {
            throw new ArgumentException($"{truth.Width}×{truth.Height} pixels cannot be reduced by {scale}.", nameof(truth));
        }

        var side = truth.Width / scale;
        var reduced = Reduce(truth, BicubicKernel.Downsample(truth.Width, scale));
        var deviation = Math.Sqrt(MinVariance + (random.NextDouble() * (MaxVariance - MinVariance)));
        var pixels = new byte[reduced.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(Math.Round(reduced[i] + (255 * deviation * NextGaussian(random))), 0, 255);
        }

        return new RgbImage(side, side, pixels);
    }

    private static double[] Reduce(RgbImage image, double[,] matrix)
    {
        var (from, to) = (image.Width, matrix.GetLength(0));
        var columns = new double[to * from * 3];
        for (var row = 0; row < to; row++)
        {
            for (var source = 0; source < from; source++)
            {
                var weight = matrix[row, source];
                for (var i = 0; weight != 0 && i < from * 3; i++)
                {
                    columns[(row * from * 3) + i] += weight * image.Pixels[(source * from * 3) + i];
                }
            }
        }

        var reduced = new double[to * to * 3];
        for (var i = 0; i < reduced.Length; i++)
        {
            var (row, column, channel) = (i / (to * 3), i / 3 % to, i % 3);
            for (var source = 0; source < from; source++)
            {
                reduced[i] += matrix[column, source] * columns[(((row * from) + source) * 3) + channel];
            }
        }

        return reduced;
    }

    // Box and Muller 1958.
    private static double NextGaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
