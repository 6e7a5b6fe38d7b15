using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Brings the descriptions of a PNG to where they are looked for (PNG 3rd edition, section 5).</summary>
internal static class PngChunks
{
    private const int Signature = 8;
    private const int Frame = 12;

    /// <summary>Moves chunks from behind the pixels before them: libvips reads a header up to the pixels, and programs write descriptions behind.</summary>
    /// <param name="picture">A PNG file; may be damaged.</param>
    /// <returns>A file with all chunks but the pixels; <paramref name="picture"/> itself where nothing stands behind them.</returns>
    public static ReadOnlyMemory<byte> WithMetadataFirst(ReadOnlyMemory<byte> picture)
    {
        var file = picture.Span;
        var chunks = new List<Range>();
        var (hasPixels, isBehind) = (false, false);
        for (long at = Signature; at + Frame <= file.Length;)
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
