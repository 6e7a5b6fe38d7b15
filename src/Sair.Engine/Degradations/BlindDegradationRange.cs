namespace Sair.Engine.Degradations;

/// <summary>Ranges from which <see cref="BlindDegradation"/> is drawn, as published for pictures of 512 px.</summary>
/// <remarks>Deviations and reductions follow the picture's side: at 128 px a blur of 8 px of 512 is one of 2 px.</remarks>
public sealed record BlindDegradationRange
{
    private const double PublishedSide = 512;
    private const int SmallestSide = 8;

    /// <summary>Gets the second stage of CodeFormer and IQPFR: what "blind heavy" means here (Zhou 2022, section 4).</summary>
    public static BlindDegradationRange Heavy { get; } = new() { Blur = (1, 15), Reduction = (4, 30), Noise = (0, 20), Jpeg = (30, 80) };

    /// <summary>Gets the third stage of CodeFormer: photos that still show most of the face.</summary>
    public static BlindDegradationRange Mild { get; } = new() { Blur = (0.1, 10), Reduction = (1, 12), Noise = (0, 15), Jpeg = (60, 100) };

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

    private static double Between((double Low, double High) range, Random random) => range.Low + (random.NextDouble() * (range.High - range.Low));
}
