using System.Buffers.Binary;

namespace Sair.Engine.Imaging;

/// <summary>Looks into the first directory of a TIFF container (TIFF 6.0, section 2).</summary>
internal static class TiffHeader
{
    private const ushort NewSubfileType = 254;
    private const ushort DngVersion = 50706;
    private const int EntryBytes = 12;

    /// <summary>Tells whether a camera raw file wears the TIFF signature (DNG, NEF, ARW …): its first picture is only a preview.</summary>
    public static bool IsCameraRaw(ReadOnlySpan<byte> file)
    {
        var isLittleEndian = file[0] == (byte)'I';
        if (file.Length < 8 || UInt16(file[2..], isLittleEndian) != 42)
        {
            return false;
        }

        var directory = UInt32(file[4..], isLittleEndian);
        if (directory > file.Length - 2)
        {
            return false;
        }

        var entries = file[((int)directory + 2)..];
        var count = UInt16(file[(int)directory..], isLittleEndian);
        for (var i = 0; i < count && (i + 1) * EntryBytes <= entries.Length; i++)
        {
            var entry = entries.Slice(i * EntryBytes, EntryBytes);
            var tag = UInt16(entry, isLittleEndian);
            var isReduced = tag == NewSubfileType && (UInt32(entry[8..], isLittleEndian) & 1) != 0;
            if (tag == DngVersion || isReduced)
            {
                return true;
            }
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
