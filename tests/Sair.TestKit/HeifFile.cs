using System.Buffers.Binary;
using System.Text;

namespace Sair.TestKit;

/// <summary>
/// Assembles HEIF files around the one coded picture of another: with other brands, properties, metadata, or as a grid of tiles.
/// </summary>
public sealed class HeifFile
{
    private const ushort MainItem = 1;
    private const ushort ExifItem = 2;
    private const ushort FirstTile = 3;

    private readonly byte[] _decoderSettings;
    private readonly string _codec;
    private readonly byte[] _size;
    private readonly byte[] _coded;

    /// <summary>
    /// Takes a file with one picture, as <c>heif-enc</c> and libvips write it; one that is cut to size by a grid of one tile stays
    /// so.
    /// </summary>
    public HeifFile(byte[] source)
    {
        var boxes = Boxes(source);
        _codec = boxes.ContainsKey("av1C") ? "av01" : "hvc1";
        _decoderSettings = boxes[_codec == "av01" ? "av1C" : "hvcC"];
        _size = boxes["ispe"];
        Grid = boxes.TryGetValue("idat", out var grid)
            ? (BinaryPrimitives.ReadUInt16BigEndian(grid.AsSpan(4)), BinaryPrimitives.ReadUInt16BigEndian(grid.AsSpan(6)))
            : null;
        _coded = FirstItem(source, boxes["iloc"]);
    }

    /// <summary>Gets the major brand and those that the file is compatible with.</summary>
    public IReadOnlyList<string> Brands { get; init; } = ["heic", "mif1", "heic"];

    /// <summary>Gets properties of the main picture.</summary>
    public IReadOnlyList<(string Type, byte[] Content)> Properties { get; init; } = [];

    /// <summary>Gets the TIFF block of an EXIF item; none where null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>
    /// Gets the size of a picture that is put together of tiles, all of them the one coded picture; null for that picture alone.
    /// </summary>
    public (int Width, int Height)? Grid { get; init; }

    /// <summary>Gets a property that turns the picture anticlockwise.</summary>
    public static (string Type, byte[] Content) Rotation(int quarters) => ("irot", [(byte)quarters]);

    /// <summary>Gets a property that mirrors the picture: 0 top to bottom, 1 left to right.</summary>
    public static (string Type, byte[] Content) Mirror(int axis) => ("imir", [(byte)axis]);

    /// <summary>Gets a property that says by codes what the colours mean.</summary>
    public static (string Type, byte[] Content) Nclx(byte primaries, byte transfer, byte matrix) =>
        ("colr", [.. "nclx"u8, 0, primaries, 0, transfer, 0, matrix, 0x80]);

    /// <summary>Writes the file.</summary>
    public byte[] ToArray()
    {
        byte[] type = [.. Text(Brands[0]), 0, 0, 0, 0, .. Brands.Skip(1).SelectMany(Text)];
        var head = Box("ftyp", type);
        var start = head.Length + Meta(0).Length + 8;
        return [.. head, .. Meta(start), .. Box("mdat", [.. _coded, .. GridDescription(), .. ExifContent()])];
    }

    private static Dictionary<string, byte[]> Boxes(ReadOnlySpan<byte> file)
    {
        var found = new Dictionary<string, byte[]>();
        for (var at = 0; at + 8 <= file.Length; )
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var type = Encoding.Latin1.GetString(file.Slice(at + 4, 4));
            var content = file[(at + 8)..(at + length)];
            found.TryAdd(type, content.ToArray());
            var inner = type switch
            {
                "meta" => 4,
                "iprp" or "ipco" => 0,
                _ => -1,
            };
            foreach (var (name, box) in inner < 0 ? [] : Boxes(content[inner..]))
            {
                found.TryAdd(name, box);
            }

            at += length;
        }

        return found;
    }

    // The picture comes first in files that hold its metadata too.
    private static byte[] FirstItem(ReadOnlySpan<byte> file, ReadOnlySpan<byte> iloc)
    {
        const int FirstEntry = 8;
        var (baseBytes, idBytes) = (iloc[5] >> 4, iloc[0] == 0 ? 4 : 6);
        var offset = baseBytes == 4 ? BinaryPrimitives.ReadInt32BigEndian(iloc[(FirstEntry + idBytes)..]) : 0;
        var extent = iloc[(FirstEntry + idBytes + baseBytes + 2)..];
        return file.Slice(offset + BinaryPrimitives.ReadInt32BigEndian(extent), BinaryPrimitives.ReadInt32BigEndian(extent[4..])).ToArray();
    }

    private byte[] Meta(int mediaStart)
    {
        var (across, down) = Tiles();
        var tiles = across * down;
        var items = new List<byte[]> { Entry(MainItem, Grid is null ? _codec : "grid") };
        items.AddRange(Exif is null ? [] : [Entry(ExifItem, "Exif")]);
        items.AddRange(Enumerable.Range(0, tiles).Select(i => Entry((ushort)(FirstTile + i), _codec)));

        var places = new List<byte[]>
        {
            Grid is null
                ? Place(MainItem, mediaStart, _coded.Length)
                : Place(MainItem, mediaStart + _coded.Length, GridDescription().Length),
        };
        places.AddRange(Exif is null ? [] : [Place(ExifItem, mediaStart + _coded.Length + GridDescription().Length, ExifContent().Length)]);
        places.AddRange(Enumerable.Range(0, tiles).Select(i => Place((ushort)(FirstTile + i), mediaStart, _coded.Length)));

        byte[] references =
        [
            0,
            0,
            0,
            0,
            .. Grid is null
                ? []
                : Box("dimg", [.. Short(MainItem), .. Short(tiles), .. Enumerable.Range(0, tiles).SelectMany(i => Short(FirstTile + i))]),
            .. Exif is null ? [] : Box("cdsc", [.. Short(ExifItem), .. Short(1), .. Short(MainItem)]),
        ];
        byte[] handler = [0, 0, 0, 0, 0, 0, 0, 0, .. "pict"u8, .. new byte[13]];
        return Box(
            "meta",
            [
                0,
                0,
                0,
                0,
                .. Box("hdlr", handler),
                .. Box("pitm", [0, 0, 0, 0, .. Short(MainItem)]),
                .. Box("iloc", [0, 0, 0, 0, 0x44, 0, .. Short(places.Count), .. places.SelectMany(place => place)]),
                .. Box("iinf", [0, 0, 0, 0, .. Short(items.Count), .. items.SelectMany(item => item)]),
                .. Box("iref", references),
                .. Box("iprp", DescribeProperties(tiles)),
            ]
        );
    }

    private byte[] DescribeProperties(int tiles)
    {
        const byte Essential = 0x80;
        byte[] whole = Grid is var (width, height) ? [0, 0, 0, 0, .. Long(width), .. Long(height)] : _size;
        byte[] container =
        [
            .. Box(_codec == "av01" ? "av1C" : "hvcC", _decoderSettings),
            .. Box("ispe", _size),
            .. Box("ispe", whole),
            .. Properties.SelectMany(property => Box(property.Type, property.Content)),
        ];
        byte[] ofMain =
        [
            .. Grid is null ? new byte[] { 1 | Essential } : [],
            3,
            .. Enumerable.Range(4, Properties.Count).Select(i => (byte)(i | Essential)),
        ];
        byte[] associations =
        [
            0,
            0,
            0,
            0,
            .. Long(1 + tiles),
            .. Short(MainItem),
            (byte)ofMain.Length,
            .. ofMain,
            .. Enumerable.Range(0, tiles).SelectMany(i => (byte[])[.. Short(FirstTile + i), 2, 1 | Essential, 2]),
        ];
        return [.. Box("ipco", container), .. Box("ipma", associations)];
    }

    private (int Across, int Down) Tiles()
    {
        if (Grid is not var (width, height))
        {
            return (0, 0);
        }

        var (tileWidth, tileHeight) = (
            BinaryPrimitives.ReadInt32BigEndian(_size.AsSpan(4)),
            BinaryPrimitives.ReadInt32BigEndian(_size.AsSpan(8))
        );
        return ((width + tileWidth - 1) / tileWidth, (height + tileHeight - 1) / tileHeight);
    }

    private byte[] GridDescription()
    {
        var (across, down) = Tiles();
        return Grid is var (width, height) ? [0, 1, (byte)(down - 1), (byte)(across - 1), .. Long(width), .. Long(height)] : [];
    }

    private byte[] ExifContent() => Exif is null ? [] : [0, 0, 0, 6, .. "Exif\0\0"u8, .. Exif];

    private static byte[] Entry(ushort id, string type) => Box("infe", [2, 0, 0, 0, .. Short(id), 0, 0, .. Text(type), 0]);

    private static byte[] Place(ushort id, int offset, int length) => [.. Short(id), 0, 0, .. Short(1), .. Long(offset), .. Long(length)];

    private static byte[] Box(string type, byte[] content) => [.. Long(content.Length + 8), .. Text(type), .. content];

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Long(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
