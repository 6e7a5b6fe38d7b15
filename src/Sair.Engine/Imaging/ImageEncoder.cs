using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Sair.Engine.Imaging;

/// <summary>Writes pictures as JPEG, PNG or WebP, in sRGB and without any metadata.</summary>
/// <remarks>
/// ImageSharp writes JPEG and PNG, libwebp WebP (<see cref="WebpCodec"/>). By <c>EncoderBenchmarks</c>, two cores under
/// load: a face of 256 px takes
/// 0.6 ms as JPEG (libvips 1.5 ms, 2 % smaller) and 14 ms as PNG (libvips 15 ms, 12 % larger), 13 megapixels take 171
/// and 386 ms (libvips 181 and
/// 798 ms). As WebP they take ImageSharp 26 ms and 5.8 s, libwebp 18 ms and 1.4 s.
/// </remarks>
public static class ImageEncoder
{
    /// <summary>The quality that shows no loss at normal viewing distance.</summary>
    public const int DefaultQuality = 92;

    // From here on colour keeps its full resolution.
    private const int FullColourQuality = 90;

    // As fast as no filter at all, and smaller.
    private static readonly PngEncoder s_png = new()
    {
        ColorType = PngColorType.Rgb,
        CompressionLevel = PngCompressionLevel.Level2,
        FilterMethod = PngFilterMethod.Average,
        IgnoreMetadata = true,
    };

    /// <summary>Gets the formats that are written.</summary>
    public static IReadOnlyList<ImageFormat> Formats { get; } = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Webp];

    /// <summary>Tells the largest width or height of a file in pixels.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not written.</exception>
    public static int LargestSide(ImageFormat format) =>
        format switch
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
        var encoded =
            Math.Max(image.Width, image.Height) > LargestSide(format) ? null
            : format == ImageFormat.Webp ? WebpCodec.Encode(image, quality)
            : Save(image, format == ImageFormat.Jpeg ? JpegOf(quality) : s_png);
        return encoded
            ?? throw new InvalidImageException(
                $"The picture of {image.Width}×{image.Height} pixels does not fit into a {format} file; save it as PNG."
            );
    }

    private static JpegEncoder JpegOf(int quality) =>
        new() { Quality = quality, ColorType = quality >= FullColourQuality ? JpegColorType.YCbCrRatio444 : JpegColorType.YCbCrRatio420 };

    private static byte[] Save(RgbImage image, IImageEncoder encoder)
    {
        using var pixels = Image.WrapMemory<Rgb24>(image.Pixels.AsMemory(), image.Width, image.Height);
        using var file = new MemoryStream();
        pixels.Save(file, encoder);
        return file.ToArray();
    }
}

/// <summary>Reads and writes WebP with libwebp alone: training data on machines that lack the imaging library, and results.</summary>
/// <remarks>
/// Reading is for files of one's own making; photos of users go through <see cref="ImageDecoder"/>, which
/// limits what they may cost.
/// </remarks>
public static partial class WebpCodec
{
    private const string Library = "libwebp.so.7";

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="InvalidImageException">The bytes are no WebP picture.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> file)
    {
        var memory = DecodeRgb(file, (nuint)file.Length, out var width, out var height);
        if (memory == 0)
        {
            throw new InvalidImageException("This is no WebP picture, or it is damaged: pack the data anew.");
        }

        try
        {
            var pixels = new byte[3 * width * height];
            Marshal.Copy(memory, pixels, 0, pixels.Length);
            return new RgbImage(width, height, pixels);
        }
        finally
        {
            Free(memory);
        }
    }

    /// <summary>Encodes a picture; libvips 8.14 would add an EXIF block of its own to it.</summary>
    /// <returns>The bytes of the file; null where the picture is too large for the format.</returns>
    internal static byte[]? Encode(RgbImage image, int quality)
    {
        var length = EncodeRgb(image.Pixels, image.Width, image.Height, 3 * image.Width, quality, out var memory);
        try
        {
            if (length == 0)
            {
                return null;
            }

            var encoded = new byte[checked((int)length)];
            Marshal.Copy(memory, encoded, 0, encoded.Length);
            return encoded;
        }
        finally
        {
            Free(memory);
        }
    }

    [LibraryImport(Library, EntryPoint = "WebPEncodeRGB")]
    private static partial nuint EncodeRgb(ReadOnlySpan<byte> pixels, int width, int height, int stride, float quality, out nint output);

    [LibraryImport(Library, EntryPoint = "WebPDecodeRGB")]
    private static partial nint DecodeRgb(ReadOnlySpan<byte> data, nuint length, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "WebPFree")]
    private static partial void Free(nint memory);
}
