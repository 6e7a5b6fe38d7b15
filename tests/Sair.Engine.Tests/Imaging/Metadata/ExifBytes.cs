using System.Buffers.Binary;
using System.Text;

namespace Sair.Engine.Tests.Imaging.Metadata;

/// <summary>Writes and reads EXIF blocks byte by byte, also such as no camera writes.</summary>
internal static class ExifBytes
{
    public const ushort Photo = 0x8769;
    public const ushort Gps = 0x8825;

    public static (ushort Tag, ushort Type, uint Count, byte[] Value) Text(ushort tag, string text) =>
        (tag, 2, (uint)text.Length + 1, [.. Encoding.Latin1.GetBytes(text), 0]);

    public static (ushort Tag, ushort Type, uint Count, byte[] Value) Short(ushort tag, ushort value, bool isLittle = true) =>
        (tag, 3, 1, isLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value]);

    public static (ushort Tag, ushort Type, uint Count, byte[] Value) Bytes(ushort tag, byte[] value) =>
        (tag, 7, (uint)value.Length, value);

    /// <summary>Writes a main directory, one of the photo, one of the place, and a small picture in a second main directory.</summary>
    public static byte[] Write(
        IReadOnlyList<(ushort Tag, ushort Type, uint Count, byte[] Value)> main,
        IReadOnlyList<(ushort Tag, ushort Type, uint Count, byte[] Value)>? photo = null,
        IReadOnlyList<(ushort Tag, ushort Type, uint Count, byte[] Value)>? gps = null,
        byte[]? thumbnail = null,
        bool isLittle = true
    )
    {
        var bytes = new List<byte>([.. isLittle ? "II*\0"u8 : "MM\0*"u8, .. Number(8, isLittle)]);
        var pointers = new List<(ushort, ushort, uint, byte[])>(main);
        pointers.AddRange(photo is null ? [] : [(Photo, (ushort)4, 1u, new byte[4])]);
        pointers.AddRange(gps is null ? [] : [(Gps, (ushort)4, 1u, new byte[4])]);
        var next = Directory(bytes, pointers, isLittle);
        var at = 8 + 2 + (main.Count * 12) + 8;
        foreach (var directory in new[] { photo, gps }.OfType<IReadOnlyList<(ushort, ushort, uint, byte[])>>())
        {
            Patch(bytes, at, bytes.Count, isLittle);
            Directory(bytes, directory, isLittle);
            at += 12;
        }

        if (thumbnail is not null)
        {
            Patch(bytes, next, bytes.Count, isLittle);
            Directory(
                bytes,
                [(0x0201, 4, 1, Number(bytes.Count + 2 + 24 + 4, isLittle)), (0x0202, 4, 1, Number(thumbnail.Length, isLittle))],
                isLittle
            );
            bytes.AddRange(thumbnail);
        }

        return [.. bytes];
    }

    /// <summary>Reads the entries of the main directory, of the photo's and of the place's; of a block that is whole.</summary>
    public static Dictionary<ushort, byte[]>[] Read(ReadOnlySpan<byte> block)
    {
        var isLittle = block[0] == (byte)'I';
        var main = Entries(block, (int)UInt32(block[4..], isLittle), isLittle, out var next);
        Assert.Equal(0u, next);
        return
        [
            main,
            .. new[] { Photo, Gps }.Select(pointer => main.GetValueOrDefault(pointer)).ToArray().Select(Sub(block.ToArray(), isLittle)),
        ];
    }

    private static Func<byte[]?, Dictionary<ushort, byte[]>> Sub(byte[] block, bool isLittle) =>
        pointer => pointer is null ? [] : Entries(block, (int)UInt32(pointer, isLittle), isLittle, out _);

    private static Dictionary<ushort, byte[]> Entries(ReadOnlySpan<byte> block, int at, bool isLittle, out uint next)
    {
        var entries = new Dictionary<ushort, byte[]>();
        var count = UInt16(block[at..], isLittle);
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            var entry = block.Slice(at + 2 + (i * 12), 12);
            var tag = UInt16(entry, isLittle);
            Assert.True(tag > last, "The tags of a directory ascend.");
            last = tag;
            var length =
                (int)UInt32(entry[4..], isLittle)
                * UInt16(entry[2..], isLittle) switch
                {
                    3 => 2,
                    4 => 4,
                    5 or 10 => 8,
                    _ => 1,
                };
            entries.Add(tag, (length <= 4 ? entry.Slice(8, length) : block.Slice((int)UInt32(entry[8..], isLittle), length)).ToArray());
        }

        next = UInt32(block[(at + 2 + (count * 12))..], isLittle);
        return entries;
    }

    private static int Directory(
        List<byte> bytes,
        IReadOnlyList<(ushort Tag, ushort Type, uint Count, byte[] Value)> entries,
        bool isLittle
    )
    {
        var values = bytes.Count + 2 + (entries.Count * 12) + 4;
        var behind = new List<byte>();
        bytes.AddRange(Half((ushort)entries.Count, isLittle));
        foreach (var (tag, type, count, value) in entries)
        {
            bytes.AddRange(Half(tag, isLittle));
            bytes.AddRange(Half(type, isLittle));
            bytes.AddRange(Number((int)count, isLittle));
            bytes.AddRange(value.Length <= 4 ? [.. value, .. new byte[4 - value.Length]] : Number(values + behind.Count, isLittle));
            behind.AddRange(value.Length <= 4 ? [] : value);
        }

        var next = bytes.Count;
        bytes.AddRange([0, 0, 0, 0]);
        bytes.AddRange(behind);
        return next;
    }

    private static void Patch(List<byte> bytes, int at, int value, bool isLittle)
    {
        foreach (var (i, part) in Number(value, isLittle).Index())
        {
            bytes[at + i] = part;
        }
    }

    private static byte[] Number(int value, bool isLittle)
    {
        var bytes = BitConverter.GetBytes(value);
        return isLittle ? bytes : [.. bytes.Reverse()];
    }

    private static byte[] Half(ushort value, bool isLittle) =>
        isLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
