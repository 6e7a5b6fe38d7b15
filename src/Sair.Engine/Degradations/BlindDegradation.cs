using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>
/// The first-order chain of blind restoration: JPEG(((x ⊛ k) ↓ r) + n) (Wang 2021, GFPGAN, Eq. 1), without the final enlargement.
/// </summary>
/// <remarks>The blur lies along the axes, so that blur and reduction are one separable filter; JPEG is a real encoder's.</remarks>
public sealed record BlindDegradation
{
    private const int LargestWithJpeg = 99;

    /// <summary>Gets the side of the degraded square in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the standard deviation of the blur along rows, in pixels of the picture before reduction.</summary>
    public double HorizontalBlur { get; init; }

    /// <summary>Gets the standard deviation of the blur along columns, in pixels of the picture before reduction.</summary>
    public double VerticalBlur { get; init; }

    /// <summary>Gets the standard deviation of the noise in units of the range 0–1.</summary>
    public double NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality 1–100; 100 leaves JPEG out.</summary>
    public int JpegQuality { get; init; } = 100;

    /// <summary>Degrades one picture.</summary>
    /// <param name="picture">[1, 3, H, H], RGB, 0–1.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <returns>[1, 3, side, side], RGB, 0–1.</returns>
    public Tensor Apply(Tensor picture, long seed)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var from = (int)picture.shape[^1];
        var small = picture;
        if (Side != from || HorizontalBlur > 0 || VerticalBlur > 0)
        {
            var reduce = BicubicKernel.Resize(from, Side);
            using var filter = new SeparableFilter(
                SeparableFilter.Chain(reduce, GaussianKernel.Blur(from, VerticalBlur)),
                SeparableFilter.Chain(reduce, GaussianKernel.Blur(from, HorizontalBlur)),
                picture.device
            );
            small = filter.Apply(picture);
        }

        if (NoiseDeviation > 0)
        {
            small = small + (SeededNoise.Normal(small.shape, seed, picture.device) * NoiseDeviation);
        }

        small = small.clamp(0, 1);
        if (JpegQuality <= LargestWithJpeg)
        {
            var bytes = ImageEncoder.Encode(small.ToImage(), ImageFormat.Jpeg, JpegQuality);
            small = ImageDecoder.Decode(bytes).Image.ToTensor(picture.device);
        }

        return small.clone().MoveToOuterDisposeScope();
    }
}

/// <summary>Ranges from which <see cref="BlindDegradation"/> is drawn, as published for pictures of 512 px.</summary>
/// <remarks>Deviations and reductions follow the picture's side: at 128 px a blur of 8 px of 512 is one of 2 px.</remarks>
public sealed record BlindDegradationRange
{
    private const double PublishedSide = 512;
    private const int SmallestSide = 8;

    /// <summary>Gets the second stage of CodeFormer and IQPFR: what "blind heavy" means here (Zhou 2022, section 4).</summary>
    public static BlindDegradationRange Heavy { get; } =
        new()
        {
            Blur = (1, 15),
            Reduction = (4, 30),
            Noise = (0, 20),
            Jpeg = (30, 80),
        };

    /// <summary>Gets the third stage of CodeFormer: photos that still show most of the face.</summary>
    public static BlindDegradationRange Mild { get; } =
        new()
        {
            Blur = (0.1, 10),
            Reduction = (1, 12),
            Noise = (0, 15),
            Jpeg = (60, 100),
        };

    /// <summary>Gets the standard deviations of the blur in pixels of 512.</summary>
    public required (double Low, double High) Blur { get; init; }

    /// <summary>Gets the factors of reduction from 512 px.</summary>
    public required (double Low, double High) Reduction { get; init; }

    /// <summary>Gets the standard deviations of the noise in units of 1/255.</summary>
    public required (double Low, double High) Noise { get; init; }

    /// <summary>Gets the JPEG qualities.</summary>
    public required (int Low, int High) Jpeg { get; init; }

    /// <summary>Draws a degradation; half of the blurs are round, half have two widths.</summary>
    /// <param name="side">Side of the picture in pixels.</param>
    /// <param name="random">Source of the draws.</param>
    public BlindDegradation Draw(int side, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var scale = side / PublishedSide;
        var horizontal = Between(Blur, random) * scale;
        var other = Between(Blur, random) * scale;
        return new BlindDegradation
        {
            HorizontalBlur = horizontal,
            VerticalBlur = random.Next(2) == 0 ? horizontal : other,
            Side = (int)Math.Clamp(Math.Round(PublishedSide / Between(Reduction, random)), SmallestSide, side),
            NoiseDeviation = Between(Noise, random) / 255,
            JpegQuality = random.Next(Jpeg.Low, Jpeg.High + 1),
        };
    }

    private static double Between((double Low, double High) range, Random random) =>
        range.Low + (random.NextDouble() * (range.High - range.Low));
}
