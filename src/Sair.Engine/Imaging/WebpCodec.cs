using System.Runtime.InteropServices;

namespace Sair.Engine.Imaging;

/// <summary>Reads and writes WebP with libwebp alone: training data on machines that lack the imaging library, and results.</summary>
/// <remarks>Reading is for files of one's own making; photos of users go through <see cref="ImageDecoder"/>, which limits what they may cost.</remarks>
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
