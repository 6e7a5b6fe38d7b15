using Sair.Engine.Imaging.Interop;

namespace Sair.Engine.Imaging;

/// <summary>Reads picture files: the type is told by the content, never by a name, and the limits are checked before any pixel is decoded.</summary>
/// <remarks>
/// Orientation is applied once. ICC profiles and CMYK become sRGB, 16 bit becomes 8, grey becomes three equal channels, and
/// transparency is laid over white. Truncated files and animations are refused; of several pages the main or first one is read.
/// </remarks>
public static class ImageDecoder
{
    private const int FullSize = 0;

    /// <summary>How many bytes from its beginning <see cref="Recognise"/> needs of a file.</summary>
    public const int SignatureBytes = 4096;

    /// <summary>Tells by a file's first bytes what it is; nothing is decoded.</summary>
    /// <param name="head">The first <see cref="SignatureBytes"/> bytes of the file, or all of it.</param>
    /// <returns>The format, or null and the words for what is known and not read, for example “a GIF”; both null for anything else.</returns>
    public static (ImageFormat? Format, string? Unread) Recognise(ReadOnlySpan<byte> head)
    {
        try
        {
            return (ImageSignature.Detect(head), null);
        }
        catch (InvalidImageException)
        {
            return (null, ImageSignature.NameUnread(head));
        }
    }

    /// <summary>Reads the header alone.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="limits">What is acceptable; <see cref="ImageLimits.Default"/> when null.</param>
    /// <returns>The header, also for an animation.</returns>
    /// <exception cref="InvalidImageException">The file is empty, too large, not a picture, of a type that is not read, or its header is damaged.</exception>
    public static ImageInfo ReadInfo(ReadOnlySpan<byte> file, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        if (file.Length > limits.MaxBytes)
        {
            throw new InvalidImageException(
                $"The file has {Megabytes(file.Length)} MB and at most {Megabytes(limits.MaxBytes)} MB are read; save the photo smaller and try again.");
        }

        var format = ImageSignature.Detect(file);
        Check(NativeImaging.ReadInfo(file, (nuint)file.Length, format, out var header), format);
        var info = Describe(header, format, ImageSignature.IsAnimated(file, format));
        if ((long)info.Width * info.Height > limits.MaxPixels || Math.Max(info.Width, info.Height) > limits.MaxSide)
        {
            throw new InvalidImageException(
                $"The photo has {info.Width}×{info.Height} pixels, more than the {limits.MaxPixels / 1_000_000} megapixels or {limits.MaxSide} pixels a side that are read; scale it down and try again.");
        }

        return info;
    }

    /// <summary>Decodes a picture at full size.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="limits">What is acceptable; <see cref="ImageLimits.Default"/> when null.</param>
    /// <returns>The upright sRGB picture with its header.</returns>
    /// <exception cref="InvalidImageException">The file is refused; the message says why and what to do.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, ImageLimits? limits = null) => DecodeStill(file, FullSize, limits);

    /// <summary>Decodes a picture to fit a square box; large files are shrunk while they are read, which is much faster.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="box">Longest side of the result in pixels, at least 1; a smaller picture is not enlarged.</param>
    /// <param name="limits">What is acceptable; <see cref="ImageLimits.Default"/> when null.</param>
    /// <returns>The small upright sRGB picture with the header of the full one.</returns>
    /// <exception cref="InvalidImageException">The file is refused; the message says why and what to do.</exception>
    public static DecodedImage DecodeThumbnail(ReadOnlySpan<byte> file, int box, ImageLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        return DecodeStill(file, box, limits);
    }

    private static DecodedImage DecodeStill(ReadOnlySpan<byte> file, int box, ImageLimits? limits)
    {
        var info = ReadInfo(file, limits);
        if (info.IsAnimated)
        {
            throw new InvalidImageException("The file is an animation; save one frame of it as a JPEG or PNG and choose that.");
        }

        var pixels = default(NativePixels);
        Check(NativeImaging.Decode(file, (nuint)file.Length, info.Format, box, ref pixels), info.Format);
        return new DecodedImage(pixels.TakeImage(), info);
    }

    private static ImageInfo Describe(in NativeInfo header, ImageFormat format, bool isAnimated)
    {
        // Orientations 5–8 lie on their side.
        var isTurned = header.Orientation >= 5;
        return new ImageInfo
        {
            Format = format,
            Width = isTurned ? header.Height : header.Width,
            Height = isTurned ? header.Width : header.Height,
            Orientation = header.Orientation,
            BitsPerSample = header.Bits,
            Pages = header.Pages,
            HadAlpha = header.HasAlpha != 0,
            WasGreyscale = header.IsGrey != 0,
            WasCmyk = header.IsCmyk != 0,
            HasColorProfile = header.HasProfile != 0,
            IsAnimated = isAnimated,
        };
    }

    private static void Check(NativeStatus status, ImageFormat format)
    {
        switch (status)
        {
            case NativeStatus.Ok:
                return;
            case NativeStatus.BadColour:
                throw new InvalidImageException("The colours of the photo are stored in a way that is not read; save it as an ordinary colour JPEG or PNG and try again.");
            default:
                throw new InvalidImageException($"The {format.ToString().ToUpperInvariant()} file is cut off or damaged; copy or download the photo again and choose that.");
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / 1_000_000.0:0.#}";
}
