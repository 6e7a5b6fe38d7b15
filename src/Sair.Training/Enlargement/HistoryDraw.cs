using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Training.Enlargement;

/// <summary>Draws what becomes of photos: half of them are enlarged, half are not, and both are blurred, noisy and compressed alike.</summary>
public static class HistoryDraw
{
    // Most sources are reduced by this or more, so that they surely hold their pixels; the others stay as they are found, because
    // what collections, web pages and phones did to them is nothing to be asked about.
    private const double LeastReduction = 1.3;
    private const double FoundShare = 0.3;
    private const double LargestFactor = 9;
    private const double SmallestFactor = 1.25;
    private const int SmallestReal = 24;
    private const int LargestRegion = 224;

    // Of larger ones no more than this is read, so no more is made.
    private const int LargestStored = 400;

    /// <summary>Draws one photo and measures it.</summary>
    /// <param name="source">A good photo.</param>
    /// <param name="random">The draws.</param>
    /// <returns>What <see cref="EnlargementTraces"/> measure, and the factor of the enlargement, 1 for none.</returns>
    public static (float[] Traces, double Factor) Measure(RgbImage source, Random random)
    {
        var (luma, history) = Draw(source, random);
        return (EnlargementTraces.Measure(luma), history.Factor);
    }

    /// <summary>Draws one photo.</summary>
    /// <param name="source">A good photo.</param>
    /// <param name="random">The draws.</param>
    /// <returns>The luma of a region of the stored photo, 0–1, and its history.</returns>
    public static (float[,] Luma, PhotoHistory History) Draw(RgbImage source, Random random)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(random);
        var isEnlarged = random.Next(2) == 0;
        var isFound = random.NextDouble() < FoundShare;
        var largest = Math.Min(source.Width, source.Height) / LeastReduction;
        var factor = isEnlarged ? Math.Pow(2, Between(random, Math.Log2(SmallestFactor), Math.Log2(LargestFactor))) : 1;
        if (isEnlarged && random.Next(2) == 0)
        {
            // People choose whole numbers; exactly these leave the clearest periods.
            factor = Math.Clamp(Math.Round(factor * 2) / 2, 1.5, LargestFactor);
        }

        var least = Math.Max(SmallestReal, 1.3 * EnlargementTraces.SmallestSide / factor);
        var side = isFound ? Math.Min(source.Width, source.Height) : least * Math.Pow(largest / least, random.NextDouble());
        var scale = side / Math.Min(source.Width, source.Height);
        var real = ImageResizer.Resize(
            source,
            (int)Math.Round(source.Width * scale),
            (int)Math.Round(source.Height * scale),
            random.Next(3) switch { 0 => ResampleKernel.Linear, 1 => ResampleKernel.Cubic, _ => ResampleKernel.Lanczos3 });
        var most = (int)(LargestStored / factor);
        real = Part(real, Math.Min(most, real.Width), Math.Min(most, real.Height), random);
        var history = Draw(random, factor);
        return (Region(history.Apply(real, random.Next()), random), history);
    }

    private static PhotoHistory Draw(Random random, double factor)
    {
        var isEnlarged = factor > 1;

        // What is softened at its real size and then enlarged keeps its real size, as long as it is not soft by much.
        var blur = random.NextDouble() < 0.4 ? (NaturalBlur)random.Next(1, 4) : NaturalBlur.None;
        var size = blur switch
        {
            NaturalBlur.Gaussian => Between(random, 0.4, isEnlarged ? 0.9 : 2.5),
            NaturalBlur.Focus => Between(random, 0.7, isEnlarged ? 1.5 : 4),
            NaturalBlur.Motion => Between(random, 1.5, isEnlarged ? 3 : 9),
            _ => 0,
        };
        return new PhotoHistory
        {
            Blur = blur,
            BlurSize = size,
            Noise = random.NextDouble() < 0.6 ? Between(random, 0, 1) * Between(random, 0, 10) : 0,
            FirstJpeg = random.NextDouble() < 0.5 ? random.Next(50, 97) : null,
            Factor = factor,
            Kernel = (EnlargementKernel)random.Next(4),
            Sharpening = isEnlarged && random.NextDouble() < 0.15 ? Between(random, 0.2, 1) : 0,
            Jpeg = random.NextDouble() < 0.85 ? random.Next(30, 97) : null,
        };
    }

    private static float[,] Region(RgbImage stored, Random random)
    {
        var side = (int)Math.Min(LargestRegion, Between(random, 0.6, 1) * Math.Min(stored.Width, stored.Height));
        side = Math.Max(EnlargementTraces.SmallestSide, side);
        return DegradationEstimator.Luma(Part(stored, side, side, random));
    }

    private static RgbImage Part(RgbImage picture, int width, int height, Random random) =>
        picture.Crop(random.Next(picture.Width - width + 1), random.Next(picture.Height - height + 1), width, height);

    private static double Between(Random random, double low, double high) => low + (random.NextDouble() * (high - low));
}
