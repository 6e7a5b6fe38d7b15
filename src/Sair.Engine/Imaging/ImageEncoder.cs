using System.Runtime.InteropServices;
using Sair.Engine.Imaging.Interop;

namespace Sair.Engine.Imaging;

/// <summary>Writes pictures as JPEG, PNG or WebP, in sRGB and without any metadata.</summary>
public static class ImageEncoder
{
    /// <summary>The quality that shows no loss at normal viewing distance.</summary>
    public const int DefaultQuality = 92;

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
        if (Math.Max(image.Width, image.Height) > LargestSide(format)
            || NativeImaging.Encode(image.Pixels, image.Width, image.Height, format, quality, out var memory, out var length) != NativeStatus.Ok)
        {
            throw new InvalidImageException($"The picture of {image.Width}×{image.Height} pixels does not fit into a {format} file; save it as PNG.");
        }

        try
        {
            var encoded = new byte[checked((int)length)];
            Marshal.Copy(memory, encoded, 0, encoded.Length);
            return encoded;
        }
        finally
        {
            NativeImaging.Free(memory);
        }
    }
}
