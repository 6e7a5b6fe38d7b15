using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Training.Enlargement;

/// <summary>How a photo is softened before it is stored, as cameras and hands do it.</summary>
public enum NaturalBlur
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A Gaussian: soft lenses and scans.</summary>
    Gaussian,

    /// <summary>A disc: out of focus.</summary>
    Focus,

    /// <summary>A line: moved.</summary>
    Motion,
}

/// <summary>How pictures are enlarged by the programs that people use.</summary>
public enum EnlargementKernel
{
    /// <summary>Every pixel is repeated.</summary>
    Nearest,

    /// <summary>Triangle.</summary>
    Bilinear,

    /// <summary>Cubic convolution (Keys 1981), a = −0.5 or −0.75.</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes.</summary>
    Lanczos,
}

/// <summary>What became of a photo between the camera and its file, in this order.</summary>
public sealed record PhotoHistory
{
    /// <summary>Gets the kind of natural blur.</summary>
    public NaturalBlur Blur { get; init; }

    /// <summary>Gets the blur's standard deviation, radius or length in pixels of the picture that is blurred.</summary>
    public double BlurSize { get; init; }

    /// <summary>Gets the standard deviation of the noise in levels of 255.</summary>
    public double Noise { get; init; }

    /// <summary>Gets the quality of a JPEG that was made at the real size; null for none.</summary>
    public int? FirstJpeg { get; init; }

    /// <summary>Gets how many times larger the stored photo is than the real one; 1 where it was not enlarged.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Gets how it was enlarged.</summary>
    public EnlargementKernel Kernel { get; init; }

    /// <summary>Gets the strength of unsharp masking after the enlargement; 0 for none.</summary>
    public double Sharpening { get; init; }

    /// <summary>Gets the quality of the stored JPEG; null for a lossless file.</summary>
    public int? Jpeg { get; init; }

    /// <summary>Makes the stored photo.</summary>
    /// <param name="real">The photo at its real size.</param>
    /// <param name="seed">Seed of the noise.</param>
    public RgbImage Apply(RgbImage real, int seed)
    {
        ArgumentNullException.ThrowIfNull(real);
        var planes = PlanarPicture.Of(real);
        planes = Blur switch
        {
            NaturalBlur.Gaussian => planes.Gaussian(BlurSize),
            NaturalBlur.Focus => planes.Disc(BlurSize),
            NaturalBlur.Motion => planes.Motion(BlurSize, seed),
            _ => planes,
        };
        planes.AddNoise(Noise, new Random(seed));
        var picture = Code(planes.ToImage(), FirstJpeg);
        if (Factor > 1)
        {
            var enlarged = PlanarPicture.Of(picture).Enlarge(Factor, Kernel, seed % 2 == 0 ? -0.5 : -0.75);
            picture = (Sharpening > 0 ? enlarged.Sharpen(Sharpening) : enlarged).ToImage();
        }

        return Code(picture, Jpeg);
    }

    private static RgbImage Code(RgbImage picture, int? quality) =>
        quality is { } value ? ImageDecoder.Decode(ImageEncoder.Encode(picture, ImageFormat.Jpeg, value)).Image : picture;
}

/// <summary>
/// Draws what becomes of photos: half of them are enlarged, half are not, and both are blurred, noisy and compressed alike.
/// </summary>
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
            random.Next(3) switch
            {
                0 => ResampleKernel.Linear,
                1 => ResampleKernel.Cubic,
                _ => ResampleKernel.Lanczos3,
            }
        );
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
