using System.Runtime.InteropServices;
using Sair.Engine.Imaging.Interop;

namespace Sair.Engine.Imaging;

/// <summary>Writes pictures as JPEG, PNG or WebP, in sRGB and without any metadata.</summary>
public static class ImageEncoder
{
    /// <summary>The quality that shows no loss at normal viewing distance.</summary>
    public const int DefaultQuality = 92;

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format"><see cref="ImageFormat.Jpeg"/>, <see cref="ImageFormat.Png"/> or <see cref="ImageFormat.Webp"/>.</param>
    /// <param name="quality">1–100, from 90 on JPEG keeps full colour resolution; PNG is lossless and ignores it.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quality is outside its range or the format is not written.</exception>
    /// <exception cref="InvalidImageException">The picture is too large for the format: 65,535 pixels a side for JPEG, 16,383 for WebP.</exception>
    public static byte[] Encode(RgbImage image, ImageFormat format, int quality = DefaultQuality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (format is not (ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.Webp))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Only JPEG, PNG and WebP are written.");
        }

        var status = NativeImaging.Encode(image.Pixels, image.Width, image.Height, format, quality, out var memory, out var length);
        if (status != NativeStatus.Ok)
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
