using Sair.Engine.Imaging;

namespace Sair.Evaluation.Metrics;

/// <summary>Differences between two pictures of the same size, pixel by pixel.</summary>
public static class PixelMetrics
{
    /// <summary>Peak signal-to-noise ratio over all channels.</summary>
    /// <param name="image">A picture.</param>
    /// <param name="truth">What it should be.</param>
    /// <returns>Decibels; positive infinity when the pictures are equal.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double PeakSignalToNoiseRatio(RgbImage image, RgbImage truth)
    {
        RequireSameSize(image, truth);
        double sum = 0;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            double difference = image.Pixels[i] - truth.Pixels[i];
            sum += difference * difference;
        }

        return 10 * Math.Log10(255.0 * 255.0 * image.Pixels.Length / sum);
    }

    /// <summary>Throws when two pictures cannot be compared pixel by pixel.</summary>
    internal static void RequireSameSize(RgbImage image, RgbImage truth)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(truth);
        if (image.Width != truth.Width || image.Height != truth.Height)
        {
            throw new ArgumentException(
                $"{image.Width}×{image.Height} pixels cannot be compared with {truth.Width}×{truth.Height}.",
                nameof(image)
            );
        }
    }
}

/// <summary>SSIM (Wang 2004, IEEE TIP 13(4), Eq. 13) on luma.</summary>
/// <remarks>BT.601 luma, Gaussian window of 11 × 11 with σ 1.5, K₁ 0.01, K₂ 0.03, L 255, mean over the positions where the window
/// fits.</remarks>
public static class StructuralSimilarity
{
    private const int Window = 11;
    private const double Sigma = 1.5;
    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);

    private static readonly double[] Weights = GaussianWeights();

    /// <summary>Compares two pictures of the same size.</summary>
    /// <param name="image">A picture, at least 11 pixels a side.</param>
    /// <param name="truth">What it should be.</param>
    /// <returns>−1–1; 1 when the luma is equal.</returns>
    /// <exception cref="ArgumentException">The sizes differ or a side is below 11 pixels.</exception>
    public static double Compute(RgbImage image, RgbImage truth)
    {
        PixelMetrics.RequireSameSize(image, truth);
        if (image.Width < Window || image.Height < Window)
        {
            throw new ArgumentException($"SSIM needs at least {Window} pixels a side.", nameof(image));
        }

        var (width, height) = (image.Width, image.Height);
        var (x, y) = (LumaOf(image), LumaOf(truth));
        var meanX = Blur(x, width, height);
        var meanY = Blur(y, width, height);
        var squareX = Blur(Multiply(x, x), width, height);
        var squareY = Blur(Multiply(y, y), width, height);
        var product = Blur(Multiply(x, y), width, height);
        double sum = 0;
        for (var i = 0; i < meanX.Length; i++)
        {
            var (mx, my) = (meanX[i], meanY[i]);
            var covariance = product[i] - (mx * my);
            var variances = squareX[i] - (mx * mx) + squareY[i] - (my * my);
            sum += ((2 * mx * my) + C1) * ((2 * covariance) + C2) / (((mx * mx) + (my * my) + C1) * (variances + C2));
        }

        return sum / meanX.Length;
    }

    private static double[] GaussianWeights()
    {
        var weights = Enumerable.Range(-(Window / 2), Window).Select(offset => Math.Exp(-offset * offset / (2 * Sigma * Sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static double[] LumaOf(RgbImage image)
    {
        var luma = new double[image.Width * image.Height];
        for (var i = 0; i < luma.Length; i++)
        {
            luma[i] = Luma.Of(image, i);
        }

        return luma;
    }

    private static double[] Multiply(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a * b)];

    private static double[] Blur(double[] plane, int width, int height)
    {
        var (outWidth, outHeight) = (width - Window + 1, height - Window + 1);
        var rows = new double[outWidth * height];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < Window; k++)
            {
                rows[i] += Weights[k] * plane[(i / outWidth * width) + (i % outWidth) + k];
            }
        }

        var blurred = new double[outWidth * outHeight];
        for (var i = 0; i < blurred.Length; i++)
        {
            for (var k = 0; k < Window; k++)
            {
                blurred[i] += Weights[k] * rows[i + (k * outWidth)];
            }
        }

        return blurred;
    }
}
