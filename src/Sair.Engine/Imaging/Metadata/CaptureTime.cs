using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Reads when a photo was taken from its EXIF block (Exif 2.32, tags 36867 and 306); other metadata is not looked at.</summary>
public static class CaptureTime
{
    private const int Window = 256 * 1024;
    private const ushort DateTimeTag = 0x0132;
    private const ushort ExifPointerTag = 0x8769;
    private const ushort DateTimeOriginalTag = 0x9003;
    private const int EntryBytes = 12;
    private const int DateLength = 19;

    private static ReadOnlySpan<byte> Marker => "Exif\0\0"u8;

    /// <summary>Reads the time by the camera's own clock, marked as UTC; null where there is none or the block is damaged.</summary>
    public static DateTime? Read(ReadOnlySpan<byte> file)
    {
        var head = file[..Math.Min(file.Length, Window)];
        var start = head.IndexOf(Marker);
        if (start < 0)
        {
            return null;
        }

        var tiff = file[(start + Marker.Length)..];
        if (tiff.Length < 8 || (!tiff.StartsWith("II*\0"u8) && !tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var isLittle = tiff[0] == 'I';
        var directory = ReadUnsigned(tiff, 4, isLittle);
        return (Find(tiff, directory, ExifPointerTag, isLittle) is { } exif ? ReadDate(tiff, Find(tiff, exif, DateTimeOriginalTag, isLittle)) : null)
            ?? ReadDate(tiff, Find(tiff, directory, DateTimeTag, isLittle));
    }

    // The value or offset of an entry; every offset is checked, because the file may be anything.
    private static uint? Find(ReadOnlySpan<byte> tiff, uint directory, ushort tag, bool isLittle)
    {
        if (directory + 2L > tiff.Length)
        {
            return null;
        }

        var count = ReadShort(tiff, (int)directory, isLittle);
        for (var i = 0; i < count; i++)
        {
            var entry = directory + 2L + (i * EntryBytes);
            if (entry + EntryBytes > tiff.Length)
            {
                return null;
            }

            if (ReadShort(tiff, (int)entry, isLittle) == tag)
            {
                return ReadUnsigned(tiff, (int)entry + 8, isLittle);
            }
        }

        return null;
    }

    private static DateTime? ReadDate(ReadOnlySpan<byte> tiff, uint? offset)
    {
        if (offset is not { } at || at + (long)DateLength > tiff.Length)
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(tiff.Slice((int)at, DateLength));
        return DateTime.TryParseExact(text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var taken)
            ? taken
            : null;
    }

    private static ushort ReadShort(ReadOnlySpan<byte> bytes, int at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static uint ReadUnsigned(ReadOnlySpan<byte> bytes, int at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
