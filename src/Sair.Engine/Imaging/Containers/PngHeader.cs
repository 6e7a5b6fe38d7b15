using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Looks at the chunks of a PNG ahead of its pixels (PNG, third edition, section 11.3).</summary>
internal static class PngHeader
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;
    private const double Scale = 100_000;

    // A gamma this near to that of sRGB means sRGB where no primaries stand beside it.
    private const double UsualGamma = 0.45455;
    private const double UsualTolerance = 0.05;

    /// <summary>Tells whether the file announces an animation.</summary>
    public static bool IsAnimated(ReadOnlySpan<byte> file) => TryFind(file, "acTL"u8, out _);

    /// <summary>Reads how the colours are coded, by the chunk that has the last word: cICP, iCCP, sRGB, or gAMA with cHRM.</summary>
    public static ContainerNotes Read(ReadOnlySpan<byte> file)
    {
        if (TryFind(file, "cICP"u8, out var code) && code.Length >= 4)
        {
            return new ContainerNotes { Colours = CodedColours.FromCodes(code[0], code[1]) };
        }

        return
            TryFind(file, "iCCP"u8, out _) || TryFind(file, "sRGB"u8, out _) || !TryFind(file, "gAMA"u8, out var gamma) || gamma.Length < 4
            ? ContainerNotes.None
            : new ContainerNotes
            {
                Colours = FromGamma(
                    Number(gamma, 0),
                    TryFind(file, "cHRM"u8, out var chroma) && chroma.Length >= 32 ? Primaries(chroma) : null
                ),
            };
    }

    private static CodedColours? FromGamma(double gamma, Chromaticities? primaries) =>
        gamma <= 0 || (primaries is null && Math.Abs((gamma / UsualGamma) - 1) < UsualTolerance)
            ? null
            : CodedColours.FromGamma(1 / gamma, primaries ?? Chromaticities.Bt709);

    private static Chromaticities? Primaries(ReadOnlySpan<byte> chunk)
    {
        var read = new Chromaticities(
            new(Number(chunk, 2), Number(chunk, 3)),
            new(Number(chunk, 4), Number(chunk, 5)),
            new(Number(chunk, 6), Number(chunk, 7)),
            new(Number(chunk, 0), Number(chunk, 1))
        );
        return read.IsUsable ? read : null;
    }

    private static double Number(ReadOnlySpan<byte> chunk, int index) => BinaryPrimitives.ReadUInt32BigEndian(chunk[(4 * index)..]) / Scale;

    private static bool TryFind(ReadOnlySpan<byte> file, ReadOnlySpan<byte> wanted, out ReadOnlySpan<byte> data)
    {
        data = default;
        long position = SignatureBytes;
        while (position + SignatureBytes <= file.Length)
        {
            var chunk = file[(int)position..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var type = chunk.Slice(4, 4);
            if (type.SequenceEqual(wanted) && SignatureBytes + length <= chunk.Length)
            {
                data = chunk.Slice(SignatureBytes, (int)length);
                return true;
            }

            if (type.SequenceEqual("IDAT"u8))
            {
                return false;
            }

            position += FrameBytes + length;
        }

        return false;
    }
}

/// <summary>Brings the descriptions of a PNG to where they are looked for (PNG 3rd edition, section 5).</summary>
internal static class PngChunks
{
    private const int Signature = 8;
    private const int Frame = 12;

    /// <summary>
    /// Moves chunks from behind the pixels before them: libvips reads a header up to the pixels, and programs
    /// write descriptions behind.
    /// </summary>
    /// <param name="picture">A PNG file; may be damaged.</param>
    /// <returns>A file with all chunks but the pixels; <paramref name="picture"/> itself where nothing stands behind them.</returns>
    public static ReadOnlyMemory<byte> WithMetadataFirst(ReadOnlyMemory<byte> picture)
    {
        var file = picture.Span;
        var chunks = new List<Range>();
        var (hasPixels, isBehind) = (false, false);
        for (long at = Signature; at + Frame <= file.Length; )
        {
            var chunk = file[(int)at..];
            var length = Frame + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (at + length > file.Length || chunk[4..8].SequenceEqual("IEND"u8))
            {
                break;
            }

            if (chunk[4..8].SequenceEqual("IDAT"u8))
            {
                hasPixels = true;
            }
            else
            {
                isBehind |= hasPixels;
                chunks.Add((int)at..(int)(at + length));
            }

            at += length;
        }

        if (!isBehind)
        {
            return picture;
        }

        using var moved = new MemoryStream();
        moved.Write(file[..Signature]);
        foreach (var chunk in chunks)
        {
            moved.Write(file[chunk]);
        }

        // No pixels are read, but where they would begin the header ends.
        moved.Write([0, 0, 0, 0, .. "IDAT"u8, 0x35, 0xAF, 0x06, 0x1E]);
        moved.Write([0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82]);
        return moved.ToArray();
    }

    /// <summary>Reads a block that was written as text: its name, its length, and hexadecimal digits.</summary>
    /// <returns>Null where the text is none.</returns>
    public static byte[]? RawProfile(string text)
    {
        var parts = text.Split((char[])[' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return parts.Length > 2 ? Convert.FromHexString(string.Concat(parts[2..])) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
