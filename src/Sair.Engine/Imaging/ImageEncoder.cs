using NetVips;

namespace Sair.Engine.Imaging;

/// <summary>Writes pictures as JPEG, PNG or WebP, in sRGB and without any metadata.</summary>
public static class ImageEncoder
{
    /// <summary>The quality that shows no loss at normal viewing distance.</summary>
    public const int DefaultQuality = 92;

    private const int PngCompression = 6;

    // Optimal tables need the coefficients of the whole picture in memory: six bytes a pixel, to make the file a few percent smaller.
    private const long LargestOptimized = 16_000_000;

    /// <summary>Gets the formats that are written.</summary>
    public static IReadOnlyList<ImageFormat> Formats { get; } = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Webp];

    /// <summary>Tells the largest width or height of a file in pixels.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not written.</exception>
    public static int LargestSide(ImageFormat format) => format switch
    {
        ImageFormat.Png => int.MaxValue,
        ImageFormat.Jpeg => 65_500,
        ImageFormat.Webp => 16_383,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only JPEG, PNG and WebP are written."),
    };

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format"><see cref="ImageFormat.Jpeg"/>, <see cref="ImageFormat.Png"/> or <see cref="ImageFormat.Webp"/>.</param>
    /// <param name="quality">1–100, from 90 on JPEG keeps full colour resolution; PNG is lossless and ignores it.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quality is outside its range or the format is not written.</exception>
    /// <exception cref="InvalidImageException">The picture is larger than <see cref="LargestSide"/>.</exception>
    public static byte[] Encode(RgbImage image, ImageFormat format, int quality = DefaultQuality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var largest = LargestSide(format);
        var encoded = Math.Max(image.Width, image.Height) > largest ? null
            : format == ImageFormat.Webp ? WebpCodec.Encode(image, quality)
            : Save(image, format, quality);
        return encoded
            ?? throw new InvalidImageException($"The picture of {image.Width}×{image.Height} pixels does not fit into a {format} file; save it as PNG.");
    }

    private static byte[]? Save(RgbImage image, ImageFormat format, int quality)
    {
        VipsLibrary.Start();
        try
        {
            using var pixels = Image.NewFromMemory<byte>(image.Pixels, image.Width, image.Height, bands: 3, Enums.BandFormat.Uchar);
            using var colour = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
            return format == ImageFormat.Jpeg
                ? colour.JpegsaveBuffer(q: quality, optimizeCoding: (long)image.Width * image.Height <= LargestOptimized, keep: Enums.ForeignKeep.None)
                : colour.PngsaveBuffer(compression: PngCompression, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
