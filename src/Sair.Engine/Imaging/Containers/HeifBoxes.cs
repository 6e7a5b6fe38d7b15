using System.Buffers.Binary;
using System.Text;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Looks into the boxes of a HEIF file (ISO/IEC 14496-12 and 23008-12) for what its decoder keeps to itself.</summary>
internal static class HeifBoxes
{
    private const int HeaderBytes = 8;
    private const int FirstCompatible = 16;

    // Brands that libheif 1.15 asks for; a file that names others alone is read all the same.
    private static readonly string[] s_known = ["heic", "heix", "mif1", "avif"];

    private static readonly string[] s_pictures =
    [
        "heic",
        "heix",
        "heim",
        "heis",
        "hevc",
        "hevx",
        "hevm",
        "hevs",
        "mif1",
        "mif2",
        "msf1",
        "miaf",
        "MiHE",
        "MiHB",
        "heif",
    ];

    /// <summary>Tells which kind of picture the file says it is, by its own brand and by those it is compatible with.</summary>
    /// <returns>Null where no brand is one of a picture.</returns>
    public static ImageFormat? FormatOf(ReadOnlySpan<byte> file)
    {
        var brands = Brands(file);
        return brands.Exists(brand => brand is "avif" or "avis") ? ImageFormat.Avif
            : brands.Exists(s_pictures.Contains) ? ImageFormat.Heic
            : null;
    }

    /// <summary>Tells whether the file is first of all a sequence.</summary>
    public static bool IsSequence(ReadOnlySpan<byte> file) =>
        Brands(file) is ["avis" or "msf1" or "hevc" or "hevx" or "hevm" or "hevs", ..];

    /// <summary>Reads what the properties of the main picture say.</summary>
    public static ContainerNotes Read(ReadOnlySpan<byte> file)
    {
        var notes = new ContainerNotes { Patches = MissingBrand(file) };
        if (!TryFind(file, "meta"u8, out var meta) || meta.Length < 4)
        {
            return notes;
        }

        meta = meta[4..];
        if (!TryFind(meta, "iprp"u8, out var properties) || !TryFind(properties, "ipco"u8, out var container))
        {
            return notes;
        }

        var ofMain = TryFind(meta, "pitm"u8, out var main) ? PropertiesOf(properties, MainItem(main)) : [];
        var (code, hasProfile, isTurned) = (((int Primaries, int Transfer)?)null, false, false);
        var (anyCode, ofStream, anyProfile) = (((int Primaries, int Transfer)?)null, ((int Primaries, int Transfer)?)null, false);
        var at = 0;
        for (var index = 1; TryNext(container, ref at, out var type, out var content); index++)
        {
            var isMain = ofMain.Contains(index);
            isTurned |= isMain && (type.SequenceEqual("irot"u8) || type.SequenceEqual("imir"u8));
            if (type.SequenceEqual("hvcC"u8))
            {
                ofStream ??= HevcColours.Read(content);
            }

            if (type.SequenceEqual("colr"u8) && content.Length >= 4)
            {
                var isCode = content.StartsWith("nclx"u8) && content.Length >= 8;
                var read = isCode
                    ? (BinaryPrimitives.ReadUInt16BigEndian(content[4..]), BinaryPrimitives.ReadUInt16BigEndian(content[6..]))
                    : ((int, int)?)null;
                anyCode ??= read;
                anyProfile |= !isCode;
                code ??= isMain ? read : null;
                hasProfile |= isMain && !isCode;
            }
        }

        // Some cameras describe the tiles of a picture, not the picture itself; some programs leave it to the stream.
        var found = hasProfile || (code is null && anyProfile) ? null : code ?? anyCode ?? ofStream;
        return notes with
        {
            IsTurnedByDecoder = isTurned,
            Colours = found is var (primaries, transfer)
                ? CodedColours.FromCodes(primaries, IsOfCamera(transfer) ? CodedColours.SrgbTransfer : transfer)
                : null,
        };
    }

    // The curves of video cameras: files of this kind name them where they mean sRGB, and browsers show them so.
    private static bool IsOfCamera(int transfer) => transfer is 1 or 6 or 14 or 15;

    private static List<string> Brands(ReadOnlySpan<byte> file)
    {
        var brands = new List<string>();
        if (file.Length < 12 || !file[4..].StartsWith("ftyp"u8))
        {
            return brands;
        }

        brands.Add(Encoding.Latin1.GetString(file.Slice(HeaderBytes, 4)));
        var end = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), (uint)file.Length);
        for (var at = FirstCompatible; at + 4 <= end; at += 4)
        {
            brands.Add(Encoding.Latin1.GetString(file.Slice(at, 4)));
        }

        return brands;
    }

    private static IReadOnlyList<(long, byte[])> MissingBrand(ReadOnlySpan<byte> file)
    {
        var brands = Brands(file);
        return brands.Count < 2 || brands.Skip(1).Any(s_known.Contains) ? [] : [(FirstCompatible, "mif1"u8.ToArray())];
    }

    private static uint MainItem(ReadOnlySpan<byte> pitm) =>
        pitm.Length switch
        {
            >= 8 when pitm[0] != 0 => BinaryPrimitives.ReadUInt32BigEndian(pitm[4..]),
            >= 6 => BinaryPrimitives.ReadUInt16BigEndian(pitm[4..]),
            _ => 0,
        };

    // One-based numbers of the properties of an item.
    private static HashSet<int> PropertiesOf(ReadOnlySpan<byte> iprp, uint item)
    {
        var found = new HashSet<int>();
        var at = 0;
        while (TryNext(iprp, ref at, out var type, out var ipma))
        {
            if (!type.SequenceEqual("ipma"u8) || ipma.Length < 8)
            {
                continue;
            }

            var (idBytes, indexBytes) = (ipma[0] == 0 ? 2 : 4, (ipma[3] & 1) == 0 ? 1 : 2);
            var count = BinaryPrimitives.ReadUInt32BigEndian(ipma[4..]);
            var rest = ipma[8..];
            for (var i = 0u; i < count && rest.Length > idBytes; i++)
            {
                var id = idBytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : BinaryPrimitives.ReadUInt32BigEndian(rest);
                var associations = rest[idBytes];
                rest = rest[(idBytes + 1)..];
                for (var k = 0; k < associations && rest.Length >= indexBytes; k++)
                {
                    // The highest bit says that the property must be understood.
                    var number = indexBytes == 1 ? rest[0] & 0x7F : BinaryPrimitives.ReadUInt16BigEndian(rest) & 0x7FFF;
                    rest = rest[indexBytes..];
                    if (id == item)
                    {
                        found.Add(number);
                    }
                }
            }
        }

        return found;
    }

    private static bool TryFind(ReadOnlySpan<byte> boxes, ReadOnlySpan<byte> wanted, out ReadOnlySpan<byte> content)
    {
        var at = 0;
        while (TryNext(boxes, ref at, out var type, out content))
        {
            if (type.SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNext(ReadOnlySpan<byte> boxes, scoped ref int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        type = content = default;
        var box = boxes[at..];
        if (box.Length < HeaderBytes)
        {
            return false;
        }

        var header = HeaderBytes;
        var length = (ulong)BinaryPrimitives.ReadUInt32BigEndian(box);
        if (length == 1 && box.Length >= 2 * HeaderBytes)
        {
            header = 2 * HeaderBytes;
            length = BinaryPrimitives.ReadUInt64BigEndian(box[HeaderBytes..]);
        }
        else if (length == 0)
        {
            length = (ulong)box.Length;
        }

        if (length < (ulong)header || length > (ulong)box.Length)
        {
            return false;
        }

        type = box.Slice(4, 4);
        content = box[header..(int)length];
        at += (int)length;
        return true;
    }
}

/// <summary>Reads what an HEVC stream says of its colours (ITU-T H.265, annex E), for files that say it nowhere else.</summary>
internal static class HevcColours
{
    private const int SequenceParameters = 33;
    private const int ArraysAt = 22;
    private const int GeneralProfileBits = 88;
    private const int LevelBits = 8;

    /// <summary>Reads the codes of primaries and transfer out of the decoder's settings.</summary>
    /// <param name="settings">The content of an <c>hvcC</c> box; may be anything.</param>
    /// <returns>Null where there are none, or where they stand behind structures that pictures do not use.</returns>
    public static (int Primaries, int Transfer)? Read(ReadOnlySpan<byte> settings)
    {
        if (settings.Length <= ArraysAt)
        {
            return null;
        }

        var rest = settings[(ArraysAt + 1)..];
        for (var arrays = settings[ArraysAt]; arrays > 0 && rest.Length >= 3; arrays--)
        {
            var (type, units) = (rest[0] & 0x3F, BinaryPrimitives.ReadUInt16BigEndian(rest[1..]));
            rest = rest[3..];
            for (; units > 0 && rest.Length >= 2; units--)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                if (2 + length > rest.Length)
                {
                    return null;
                }

                if (type == SequenceParameters && length > 2)
                {
                    return ReadParameters(rest.Slice(4, length - 2));
                }

                rest = rest[(2 + length)..];
            }
        }

        return null;
    }

    private static (int, int)? ReadParameters(ReadOnlySpan<byte> unit)
    {
        var bits = new Bits(unit);
        bits.Skip(4);
        var layers = bits.Read(3);
        bits.Skip(1);
        SkipProfiles(ref bits, layers);
        bits.ReadExponential();
        if (bits.ReadExponential() == 3)
        {
            bits.Skip(1);
        }

        SkipExponential(ref bits, 2);
        SkipExponential(ref bits, bits.Read(1) * 4);
        SkipExponential(ref bits, 2);
        var orderBits = bits.ReadExponential() + 4;
        SkipExponential(ref bits, 3 * (bits.Read(1) == 1 ? layers + 1 : 1));
        SkipExponential(ref bits, 6);
        if (bits.Read(1) == 1 && bits.Read(1) == 1)
        {
            return null;
        }

        bits.Skip(2);
        if (bits.Read(1) == 1)
        {
            bits.Skip(8);
            SkipExponential(ref bits, 2);
            bits.Skip(1);
        }

        return SkipReferences(ref bits, orderBits) ? ReadUsability(ref bits) : null;
    }

    private static (int, int)? ReadUsability(ref Bits bits)
    {
        bits.Skip(2);
        if (bits.Read(1) == 0)
        {
            return null;
        }

        if (bits.Read(1) == 1 && bits.Read(8) == 255)
        {
            bits.Skip(32);
        }

        bits.Skip(bits.Read(1));
        if (bits.Read(1) == 0)
        {
            return null;
        }

        bits.Skip(4);
        return bits.Read(1) == 1 && (bits.Read(8), bits.Read(8)) is var codes && !bits.IsPastEnd ? codes : null;
    }

    private static void SkipProfiles(ref Bits bits, int layers)
    {
        bits.Skip(GeneralProfileBits + LevelBits);
        var lengths = 0;
        for (var i = 0; i < layers; i++)
        {
            lengths += (bits.Read(1) * GeneralProfileBits) + (bits.Read(1) * LevelBits);
        }

        bits.Skip((layers > 0 ? 2 * (8 - layers) : 0) + lengths);
    }

    // Pictures refer to no others; a stream that holds more than one plain list is left alone.
    private static bool SkipReferences(ref Bits bits, int orderBits)
    {
        var lists = bits.ReadExponential();
        if (lists > 1)
        {
            return false;
        }

        if (lists == 1)
        {
            var pictures = bits.ReadExponential() + bits.ReadExponential();
            for (var i = 0; i < pictures && !bits.IsPastEnd; i++)
            {
                bits.ReadExponential();
                bits.Skip(1);
            }
        }

        if (bits.Read(1) == 1)
        {
            bits.Skip(bits.ReadExponential() * (orderBits + 1));
        }

        return !bits.IsPastEnd;
    }

    private static void SkipExponential(ref Bits bits, int count)
    {
        for (var i = 0; i < count; i++)
        {
            bits.ReadExponential();
        }
    }

    /// <summary>Bits of a unit, without the bytes that keep it from looking like a start code; zeros behind its end.</summary>
    private ref struct Bits(ReadOnlySpan<byte> unit)
    {
        private readonly byte[] _bytes = Unescape(unit);
        private long _at;

        public readonly bool IsPastEnd => _at > 8L * _bytes.Length;

        public void Skip(int count) => _at += Math.Max(0, count);

        public int Read(int count)
        {
            var value = 0;
            for (; count > 0; count--, _at++)
            {
                var bit = _at < 8L * _bytes.Length ? (_bytes[_at / 8] >> (int)(7 - (_at % 8))) & 1 : 0;
                value = (value << 1) | bit;
            }

            return value;
        }

        // Exp-Golomb code (section 9.2).
        public int ReadExponential()
        {
            var zeros = 0;
            while (zeros < 24 && !IsPastEnd && Read(1) == 0)
            {
                zeros++;
            }

            return (1 << zeros) - 1 + Read(zeros);
        }

        private static byte[] Unescape(ReadOnlySpan<byte> unit)
        {
            var bytes = new List<byte>(unit.Length);
            for (var i = 0; i < unit.Length; i++)
            {
                if (unit[i] != 3 || i < 2 || unit[i - 1] != 0 || unit[i - 2] != 0)
                {
                    bytes.Add(unit[i]);
                }
            }

            return [.. bytes];
        }
    }
}
