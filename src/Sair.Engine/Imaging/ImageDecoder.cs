using NetVips;
using Sair.Engine.Imaging.Containers;

namespace Sair.Engine.Imaging;

/// <summary>
/// Reads picture files: the type is told by the content, never by a name, and the limits are checked before any pixel is decoded.
/// </summary>
/// <remarks>
/// Orientation is applied once. Colours become sRGB, whether an ICC profile, codes (nclx, cICP, gAMA) or printing inks say what they
/// mean; 16 bit becomes 8, grey becomes three equal channels, and transparency is laid over white. Truncated files and animations
/// are refused; of several pages the main one is read, or the first that is no small copy.
/// </remarks>
public static class ImageDecoder
{
    // Each pass of a progressive JPEG goes over the whole picture: usual files have about ten, and work is bounded by passes times pixels.
    private const int UsualScans = 20;
    private const int MostScans = 100;
    private const long MostScannedPixels = 2_000_000_000;

    /// <summary>How many bytes from its beginning <see cref="Recognise"/> needs of a file.</summary>
    public const int SignatureBytes = 4096;

    /// <summary>Tells by a file's first bytes what it is; nothing is decoded.</summary>
    /// <param name="head">The first <see cref="SignatureBytes"/> bytes of the file, or all of it.</param>
    /// <returns>
    /// The format, or null and the words for what is known and not read, for example “a GIF”; both null for anything else.
    /// </returns>
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
    /// <exception cref="InvalidImageException">
    /// The file is empty, too large, not a picture, of a type that is not read, or its header is damaged.
    /// </exception>
    public static ImageInfo ReadInfo(ReadOnlyMemory<byte> file, ImageLimits? limits = null)
    {
        using var opened = Open(file, limits ?? ImageLimits.Default, CancellationToken.None);
        return opened.Info;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="limits">What is acceptable; <see cref="ImageLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Ends the work; looked at several times for each megapixel.</param>
    /// <returns>The upright sRGB picture with its header.</returns>
    /// <exception cref="InvalidImageException">The file is refused; the message says why and what to do.</exception>
    public static DecodedImage Decode(ReadOnlyMemory<byte> file, ImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        using var opened = Open(file, limits ?? ImageLimits.Default, cancellationToken);
        var info = opened.Info;
        if (info.IsAnimated)
        {
            throw new InvalidImageException("The file is an animation; save one frame of it as a JPEG or PNG and choose that.");
        }

        if (
            opened.Notes.Scans > MostScans
            || (opened.Notes.Scans > UsualScans && opened.Notes.Scans * (long)info.Width * info.Height > MostScannedPixels)
        )
        {
            throw new InvalidImageException(
                $"The photo is stored in {opened.Notes.Scans} passes over the picture, which takes too long to read; save it as an "
                    + "ordinary JPEG and try again."
            );
        }

        try
        {
            var image = opened.Decode(cancellationToken);
            return opened.Notes.Tail.Length == 0 || IsWhole(file, image, cancellationToken)
                ? new DecodedImage(image, info)
                : throw Damaged(info.Format);
        }
        catch (UnreadableColourException)
        {
            throw new InvalidImageException(
                "The colours of the photo are stored in a way that is not read; save it as an ordinary colour JPEG or PNG and try again."
            );
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Damaged(info.Format);
        }
    }

    /// <summary>Reads EXIF, XMP, IPTC and the texts of a file as libvips names them.</summary>
    /// <exception cref="InvalidImageException">The file is refused; the message says why and what to do.</exception>
    internal static IReadOnlyList<(string Name, byte[] Value)> ReadFields(ReadOnlyMemory<byte> file)
    {
        // A host may take larger photos than by default, and no pixel is decoded.
        using var opened = Open(
            file,
            new ImageLimits
            {
                MaxBytes = int.MaxValue,
                MaxPixels = long.MaxValue,
                MaxSide = int.MaxValue,
            },
            CancellationToken.None
        );
        return [.. opened.ReadFields()];
    }

    // A JPEG whose end marker alone is missing shows the same, whatever stands behind it.
    private static bool IsWhole(ReadOnlyMemory<byte> file, RgbImage image, CancellationToken cancellationToken)
    {
        using var again = OpenedImage.Open(file, ImageFormat.Jpeg, JpegMarkers.OtherTail, cancellationToken);
        return again.Decode(cancellationToken).Pixels.AsSpan().SequenceEqual(image.Pixels);
    }

    private static OpenedImage Open(ReadOnlyMemory<byte> file, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (file.Length > limits.MaxBytes)
        {
            throw new InvalidImageException(
                $"The file has {Megabytes(file.Length)} MB and at most {Megabytes(limits.MaxBytes)} MB are read; save the photo "
                    + "smaller and try again."
            );
        }

        var format = ImageSignature.Detect(file.Span);
        OpenedImage opened;
        try
        {
            opened = OpenedImage.Open(file, format, tail: null, cancellationToken);
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Damaged(format);
        }

        var info = opened.Info;
        if ((long)info.Width * info.Height <= limits.MaxPixels && Math.Max(info.Width, info.Height) <= limits.MaxSide)
        {
            return opened;
        }

        opened.Dispose();
        throw new InvalidImageException(
            $"The photo has {info.Width}×{info.Height} pixels, more than the {limits.MaxPixels / 1_000_000} megapixels or "
                + $"{limits.MaxSide} pixels a side that are read; scale it down and try again."
        );
    }

    private static InvalidImageException Damaged(ImageFormat format) =>
        new($"The {format.ToString().ToUpperInvariant()} file is cut off or damaged; copy or download the photo again and choose that.");

    private static string Megabytes(long bytes) => $"{bytes / 1_000_000.0:0.#}";
}
