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
            throw new ArgumentException($"{image.Width}×{image.Height} pixels cannot be compared with {truth.Width}×{truth.Height}.", nameof(image));
        }
    }
}
