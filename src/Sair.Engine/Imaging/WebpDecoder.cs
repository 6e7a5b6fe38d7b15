using System.Runtime.InteropServices;

namespace Sair.Engine.Imaging;

/// <summary>Decodes WebP with libwebp alone, for training data on machines that lack the imaging library.</summary>
/// <remarks>For files of one's own making; photos of users go through <see cref="ImageDecoder"/>, which limits what they may cost.</remarks>
public static partial class WebpDecoder
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

    [LibraryImport(Library, EntryPoint = "WebPDecodeRGB")]
    private static partial nint DecodeRgb(ReadOnlySpan<byte> data, nuint length, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "WebPFree")]
    private static partial void Free(nint memory);
}
