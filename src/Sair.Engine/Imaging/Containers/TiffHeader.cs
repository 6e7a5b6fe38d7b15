using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Looks into the directories of a TIFF container (TIFF 6.0, section 2; also BigTIFF).</summary>
internal static class TiffHeader
{
    private const int MostPages = 256;
    private const int HalfBits = 16;
    private const int FloatingPoint = 3;

    /// <summary>
    /// Tells whether a camera raw file wears the TIFF signature (DNG, NEF, ARW …): all its pages are previews or unfinished.
    /// </summary>
    public static bool IsCameraRaw(ReadOnlySpan<byte> file)
    {
        var pages = Pages(file);
        return pages.Count > 0 && (pages[0].IsDng || pages.All(page => page.IsReduced || page.IsMosaic));
    }

    /// <summary>Chooses the page that holds the photo, and reads what its channels mean.</summary>
    public static ContainerNotes Read(ReadOnlySpan<byte> file)
    {
        var pages = Pages(file);
        var index = Math.Max(0, pages.FindIndex(page => !page.IsReduced && !page.IsMosaic));
        if (index >= pages.Count)
        {
            return ContainerNotes.None;
        }

        var page = pages[index];
        var alpha = page.ExtraSamples.FindIndex(kind => kind is 1 or 2);
        return new ContainerNotes
        {
            Page = index,
            AlphaBand = alpha < 0 ? null : page.Samples - page.ExtraSamples.Count + alpha,
            HasNoAlpha = page.ExtraSamples.Count > 0 && alpha < 0,
            Colours = page.IsHalf ? CodedColours.HalfFloats : null,
            Patches = page.IsHalf ? WholeNumbers(page, IsLittle(file)) : [],
        };
    }

    private static List<Page> Pages(ReadOnlySpan<byte> file)
    {
        var pages = new List<Page>();
        if (file.Length < 16 || !(file.StartsWith("II"u8) || file.StartsWith("MM"u8)))
        {
            return pages;
        }

        var reader = new Reader(file, IsLittle(file));
        var isBig = reader.UInt16(2) == 43;
        if (!isBig && reader.UInt16(2) != 42)
        {
            return pages;
        }

        var directory = isBig ? reader.UInt64(8) : reader.UInt32(4);
        while (directory != 0 && pages.Count < MostPages && ReadPage(reader, directory, isBig, out var next) is { } page)
        {
            pages.Add(page);
            directory = next;
        }

        return pages;
    }

    private static Page? ReadPage(Reader reader, ulong directory, bool isBig, out ulong next)
    {
        next = 0;
        var (countBytes, entryBytes, valueAt) = isBig ? (8, 20, 12) : (2, 12, 8);
        if (directory > (ulong)reader.Length || reader.Length - (long)directory < countBytes)
        {
            return null;
        }

        var count = isBig ? (long)Math.Min(reader.UInt64((long)directory), ushort.MaxValue) : reader.UInt16((long)directory);
        var first = (long)directory + countBytes;
        var page = new Page();
        for (var i = 0L; i < count && first + ((i + 1) * entryBytes) <= reader.Length; i++)
        {
            var entry = first + (i * entryBytes);
            page.Take(
                reader,
                reader.UInt16(entry),
                reader.UInt16(entry + 2),
                isBig ? (long)reader.UInt64(entry + 4) : reader.UInt32(entry + 4),
                entry + valueAt,
                isBig ? 8 : 4
            );
        }

        var link = first + (count * entryBytes);
        next =
            link + (isBig ? 8 : 4) > reader.Length ? 0
            : isBig ? reader.UInt64(link)
            : reader.UInt32(link);
        return page;
    }

    private static bool IsLittle(ReadOnlySpan<byte> file) => file[0] == (byte)'I';

    // libvips reads halves only where the file says that they are whole numbers.
    private static IReadOnlyList<(long, byte[])> WholeNumbers(Page page, bool isLittle) =>
        [.. page.FormatPlaces.Select(place => (place, isLittle ? new byte[] { 1, 0 } : [0, 1]))];

    private readonly ref struct Reader(ReadOnlySpan<byte> file, bool isLittle)
    {
        private readonly ReadOnlySpan<byte> _file = file;

        public long Length => _file.Length;

        public ushort UInt16(long at) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(_file[(int)at..]) : BinaryPrimitives.ReadUInt16BigEndian(_file[(int)at..]);

        public uint UInt32(long at) =>
            isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(_file[(int)at..]) : BinaryPrimitives.ReadUInt32BigEndian(_file[(int)at..]);

        public ulong UInt64(long at) =>
            isLittle ? BinaryPrimitives.ReadUInt64LittleEndian(_file[(int)at..]) : BinaryPrimitives.ReadUInt64BigEndian(_file[(int)at..]);
    }

    /// <summary>What is known of one directory.</summary>
    private sealed class Page
    {
        private const int ShortType = 3;
        private const int MostSamples = 64;

        private int _bits = 1;
        private int _format = 1;

        public bool IsReduced { get; private set; }

        public bool IsMosaic { get; private set; }

        public bool IsDng { get; private set; }

        public int Samples { get; private set; } = 1;

        public List<int> ExtraSamples { get; private set; } = [];

        public List<long> FormatPlaces { get; private set; } = [];

        public bool IsHalf => _bits == HalfBits && _format == FloatingPoint;

        public void Take(Reader reader, ushort tag, ushort type, long count, long valueAt, int inlineBytes)
        {
            switch (tag)
            {
                case 254: // NewSubfileType: a smaller copy, or a mask
                    IsReduced |= (First(reader, type, valueAt) & 5) != 0;
                    break;
                case 255: // SubfileType
                    IsReduced |= First(reader, type, valueAt) == 2;
                    break;
                case 258:
                    _bits = (int)(
                        Places(reader, type, count, valueAt, inlineBytes) is [var place, ..]
                            ? reader.UInt16(place)
                            : First(reader, type, valueAt)
                    );
                    break;
                case 262: // PhotometricInterpretation: colour filter array, linear raw
                    IsMosaic = First(reader, type, valueAt) is 32803 or 34892;
                    break;
                case 277:
                    Samples = (int)First(reader, type, valueAt);
                    break;
                case 338:
                    ExtraSamples = Shorts(reader, Places(reader, type, count, valueAt, inlineBytes));
                    break;
                case 339:
                    FormatPlaces = Places(reader, type, count, valueAt, inlineBytes);
                    _format = FormatPlaces is [var format, ..] ? reader.UInt16(format) : 1;
                    break;
                case 50706:
                    IsDng = true;
                    break;
            }
        }

        private static uint First(Reader reader, ushort type, long valueAt) =>
            type == ShortType ? reader.UInt16(valueAt) : reader.UInt32(valueAt);

        private static List<int> Shorts(Reader reader, List<long> places)
        {
            var values = new List<int>();
            foreach (var place in places)
            {
                values.Add(reader.UInt16(place));
            }

            return values;
        }

        // Where the values of an entry of shorts stand: in the entry itself, or where it points to.
        private static List<long> Places(Reader reader, ushort type, long count, long valueAt, int inlineBytes)
        {
            if (type != ShortType || count is < 1 or > MostSamples)
            {
                return [];
            }

            var start =
                2 * count <= inlineBytes ? valueAt
                : inlineBytes == 8 ? (long)reader.UInt64(valueAt)
                : reader.UInt32(valueAt);
            return start < 0 || start + (2 * count) > reader.Length
                ? []
                : [.. Enumerable.Range(0, (int)count).Select(i => start + (2 * i))];
        }
    }
}
