using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Takes the EXIF block of an uploaded JPEG over to a restored picture (Exif 2.32).</summary>
public static class OriginalExif
{
    private const int EntryBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort ThumbnailOffsetTag = 0x0201;
    private const ushort ThumbnailLengthTag = 0x0202;

    private static ReadOnlySpan<byte> Header => "Exif\0\0"u8;

    /// <summary>Reads the TIFF block, upright and without the embedded small picture, which would still show the face as it was.</summary>
    /// <returns>Null where the file is no JPEG or has no usable block.</returns>
    public static byte[]? Read(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (jpeg.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] is not (0xDA or 0xD9))
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            var end = at + 2 + length;
            if (length < 2 || end > jpeg.Length)
            {
                return null;
            }

            var content = jpeg[(at + 4)..end];
            if (jpeg[at + 1] == 0xE1 && content.StartsWith(Header))
            {
                return Clean(content[Header.Length..].ToArray());
            }

            at = end;
        }

        return null;
    }

    private static byte[]? Clean(byte[] tiff)
    {
        var isLittle = tiff.AsSpan().StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!isLittle && !tiff.AsSpan().StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var directory = Long(tiff, 4, isLittle);
        if (directory + 2L > tiff.Length)
        {
            return null;
        }

        var count = Short(tiff, (int)directory, isLittle);
        var next = directory + 2L + (count * EntryBytes);
        if (next + 4 > tiff.Length)
        {
            return null;
        }

        for (var entry = (int)directory + 2; entry < next; entry += EntryBytes)
        {
            if (Short(tiff, entry, isLittle) == OrientationTag)
            {
                tiff[entry + 8] = (byte)(isLittle ? 1 : 0);
                tiff[entry + 9] = (byte)(isLittle ? 0 : 1);
            }
        }

        var thumbnail = Long(tiff, (int)next, isLittle);
        tiff.AsSpan((int)next, 4).Clear();
        Erase(tiff, thumbnail, isLittle);
        return tiff;
    }

    // The second directory points to a JPEG of the whole photo; its bytes are overwritten where they stand, so that no offset moves.
    private static void Erase(byte[] tiff, uint directory, bool isLittle)
    {
        if (directory == 0 || directory + 2L > tiff.Length)
        {
            return;
        }

        var (offset, length) = (0u, 0u);
        var count = Short(tiff, (int)directory, isLittle);
        for (var i = 0; i < count && directory + 2L + ((i + 1) * EntryBytes) <= tiff.Length; i++)
        {
            var entry = (int)directory + 2 + (i * EntryBytes);
            switch (Short(tiff, entry, isLittle))
            {
                case ThumbnailOffsetTag:
                    offset = Long(tiff, entry + 8, isLittle);
                    break;
                case ThumbnailLengthTag:
                    length = Long(tiff, entry + 8, isLittle);
                    break;
            }
        }

        if (offset < tiff.Length)
        {
            tiff.AsSpan((int)offset, (int)Math.Min(length, tiff.Length - offset)).Clear();
        }
    }

    private static uint Long(byte[] bytes, int at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static ushort Short(byte[] bytes, int at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
}
