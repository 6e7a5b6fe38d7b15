using NetVips;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Tells a file's type by its first bytes. Only what is named here ever reaches a decoder.</summary>
internal static class ImageSignature
{
    private const string Readable = "save it as JPEG, PNG, WebP, HEIC, AVIF or TIFF and try again.";

    private static readonly (int Offset, byte[] Bytes, ImageFormat Format)[] Supported =
    [
        (0, [0xFF, 0xD8, 0xFF], ImageFormat.Jpeg),
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], ImageFormat.Png),
        (8, "WEBP"u8.ToArray(), ImageFormat.Webp),
        (0, "II*\0"u8.ToArray(), ImageFormat.Tiff),
        (0, "MM\0*"u8.ToArray(), ImageFormat.Tiff),
        (0, "II+\0"u8.ToArray(), ImageFormat.Tiff),
        (0, "MM\0+"u8.ToArray(), ImageFormat.Tiff),
    ];

    private static readonly (int Offset, byte[] Bytes, string Name)[] Unsupported =
    [
        (0, "GIF8"u8.ToArray(), "a GIF"),
        (0, "BM"u8.ToArray(), "a BMP picture"),
        (0, "8BPS"u8.ToArray(), "a Photoshop document"),
        (0, "%PDF"u8.ToArray(), "a PDF document"),
        (0, "<svg"u8.ToArray(), "an SVG drawing"),
        (0, "<?xml"u8.ToArray(), "an XML or SVG document"),
        (0, "\0\0\0\fJXL "u8.ToArray(), "a JPEG XL picture"),
        (0, [0xFF, 0x0A], "a JPEG XL picture"),
        (0, "\0\0\0\fjP  "u8.ToArray(), "a JPEG 2000 picture"),
        (0, [0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture"),
        (8, "CR\u0002\0"u8.ToArray(), "a camera raw file"),
        (0, "FUJIFILM"u8.ToArray(), "a camera raw file"),
        (0, "IIU\0"u8.ToArray(), "a camera raw file"),
        (0, "IIRO"u8.ToArray(), "a camera raw file"),
        (4, "ftypcrx "u8.ToArray(), "a camera raw file"),
        (4, "ftyp"u8.ToArray(), "a video"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a video"),
        (0, "PK\u0003\u0004"u8.ToArray(), "a ZIP archive or office document"),
    ];

    /// <summary>Names the format of the file.</summary>
    /// <exception cref="InvalidImageException">The content is no picture, or one of a type that is not read.</exception>
    public static ImageFormat Detect(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
        {
            throw new InvalidImageException("The file is empty (0 bytes); choose the photo again from where it is stored.");
        }

        if (HeifBoxes.FormatOf(file) is { } heif)
        {
            return heif;
        }

        foreach (var (offset, bytes, name) in Unsupported)
        {
            if (StartsWith(file, offset, bytes))
            {
                throw Refused(name);
            }
        }

        foreach (var (offset, bytes, format) in Supported)
        {
            if (StartsWith(file, offset, bytes))
            {
                return format == ImageFormat.Tiff && TiffHeader.IsCameraRaw(file) ? throw Refused("a camera raw file") : format;
            }
        }

        throw new InvalidImageException($"The file is not a picture; choose a photo, or {Readable}");
    }

    /// <summary>Names a file that is known and not read, for example “a GIF”; null for anything else.</summary>
    public static string? NameUnread(ReadOnlySpan<byte> file)
    {
        foreach (var (offset, bytes, name) in Unsupported)
        {
            if (StartsWith(file, offset, bytes))
            {
                return name;
            }
        }

        return (StartsWith(file, 0, "II*\0"u8) || StartsWith(file, 0, "MM\0*"u8)) && TiffHeader.IsCameraRaw(file)
            ? "a camera raw file"
            : null;
    }

    /// <summary>Tells whether the container announces several frames in time.</summary>
    public static bool IsAnimated(ReadOnlySpan<byte> file, ImageFormat format) =>
        format switch
        {
            ImageFormat.Png => PngHeader.IsAnimated(file),
            ImageFormat.Webp => file.Length > 20 && StartsWith(file, 12, "VP8X"u8) && (file[20] & 0x02) != 0,
            ImageFormat.Heic or ImageFormat.Avif => HeifBoxes.IsSequence(file),
            _ => false,
        };

    private static InvalidImageException Refused(string name) => new($"The file is {name}, which is not read; {Readable}");

    private static bool StartsWith(ReadOnlySpan<byte> file, int offset, ReadOnlySpan<byte> bytes) =>
        file.Length >= offset && file[offset..].StartsWith(bytes);
}

/// <summary>What a file says of its picture that libvips does not pass on, or passes on wrongly.</summary>
internal sealed record ContainerNotes
{
    /// <summary>Gets the notes of a file that needs none.</summary>
    public static ContainerNotes None { get; } = new();

    /// <summary>Gets the number of the page that holds the photo.</summary>
    public int Page { get; init; }

    /// <summary>Gets how the colours are coded where that is neither sRGB nor told by an ICC profile; it comes before a profile.</summary>
    public CodedColours? Colours { get; init; }

    /// <summary>Gets which band is the alpha; null for the one behind the colours, if there is one.</summary>
    public int? AlphaBand { get; init; }

    /// <summary>Gets a value indicating whether the decoder turns the pixels itself.</summary>
    public bool IsTurnedByDecoder { get; init; }

    /// <summary>Gets a value indicating whether bands without alpha are left out.</summary>
    public bool HasNoAlpha { get; init; }

    /// <summary>Gets in how many passes over the picture it is stored.</summary>
    public int Scans { get; init; } = 1;

    /// <summary>Gets what the decoder finds behind the file, where the file has no end of its own.</summary>
    public byte[] Tail { get; init; } = [];

    /// <summary>Gets bytes that the decoder gets in place of those in the file.</summary>
    public IReadOnlyList<(long Offset, byte[] Bytes)> Patches { get; init; } = [];
}

/// <summary>Hands the bytes of a file to libvips without copying them as a whole, with what the notes put in their place.</summary>
/// <param name="file">The bytes.</param>
/// <param name="notes">What to put in the place of bytes, and behind them.</param>
/// <param name="cancellationToken">Ends the reading: the decoder then fails.</param>
internal sealed class PictureSource(ReadOnlyMemory<byte> file, ContainerNotes notes, CancellationToken cancellationToken)
{
    private long _position;

    private long Length => file.Length + notes.Tail.Length;

    /// <summary>Makes the source that loaders take.</summary>
    public SourceCustom ToVips()
    {
        var source = new SourceCustom();
        source.OnRead += Read;
        source.OnSeek += Seek;
        return source;
    }

    private int Read(byte[] buffer, int length)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return -1;
        }

        var taken = (int)Math.Min(length, Math.Max(0, Length - _position));
        for (var i = 0; i < taken; )
        {
            var at = _position + i;
            var part = at < file.Length ? file.Span[(int)at..] : notes.Tail.AsSpan((int)(at - file.Length));
            part = part[..Math.Min(part.Length, taken - i)];
            part.CopyTo(buffer.AsSpan(i));
            i += part.Length;
        }

        foreach (var (offset, bytes) in notes.Patches)
        {
            for (var k = 0; k < bytes.Length; k++)
            {
                var at = offset + k - _position;
                if (at >= 0 && at < taken)
                {
                    buffer[at] = bytes[k];
                }
            }
        }

        _position += taken;
        return taken;
    }

    private long Seek(long offset, SeekOrigin origin)
    {
        var target =
            offset
            + origin switch
            {
                SeekOrigin.Current => _position,
                SeekOrigin.End => Length,
                _ => 0,
            };
        return target < 0 ? -1 : _position = target;
    }
}
