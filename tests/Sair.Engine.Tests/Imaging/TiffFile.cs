using System.Buffers.Binary;

namespace Sair.Engine.Tests.Imaging;

/// <summary>Assembles uncompressed little-endian TIFF files page by page, also such as no encoder writes.</summary>
internal sealed class TiffFile
{
    public const int Rgb = 2;
    public const int Cmyk = 5;
    public const int Mosaic = 32803;

    private readonly List<byte> _file = [(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0];
    private int _link = 4;

    /// <summary>Adds a page whose pixels are all the same.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="photometric">What the colours are.</param>
    /// <param name="pixel">The bytes of one pixel.</param>
    /// <param name="bits">Bits per sample.</param>
    /// <param name="format">1 for whole numbers, 3 for floats.</param>
    /// <param name="extra">What each sample beyond the colours is: 0 unknown, 2 alpha.</param>
    /// <param name="subfile">1 for a smaller copy.</param>
    public TiffFile Page(
        int width,
        int height,
        int photometric,
        byte[] pixel,
        int bits = 8,
        int format = 1,
        int[]? extra = null,
        int subfile = 0
    )
    {
        var samples = pixel.Length * 8 / bits;
        var strip = _file.Count;
        _file.AddRange(Enumerable.Repeat(pixel, width * height).SelectMany(bytes => bytes));
        var tags = new SortedDictionary<int, int[]>
        {
            [254] = [subfile],
            [256] = [width],
            [257] = [height],
            [258] = [.. Enumerable.Repeat(bits, samples)],
            [259] = [1],
            [262] = [photometric],
            [273] = [strip],
            [277] = [samples],
            [278] = [height],
            [279] = [width * height * pixel.Length],
            [339] = [.. Enumerable.Repeat(format, samples)],
        };
        if (extra is not null)
        {
            tags[338] = extra;
        }

        var places = tags.Where(tag => tag.Value.Length > 2).ToDictionary(tag => tag.Key, tag => Append(tag.Value));
        BinaryPrimitives.WriteInt32LittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_file)[_link..], _file.Count);
        Short(tags.Count);
        foreach (var (tag, values) in tags)
        {
            var isLong = tag is 273 or 279;
            Short(tag);
            Short(isLong ? 4 : 3);
            Long(values.Length);
            if (places.TryGetValue(tag, out var place) || isLong)
            {
                Long(isLong ? values[0] : place);
                continue;
            }

            Short(values[0]);
            Short(values.Length > 1 ? values[1] : 0);
        }

        _link = _file.Count;
        Long(0);
        return this;
    }

    public byte[] ToArray() => [.. _file];

    private int Append(int[] values)
    {
        var place = _file.Count;
        foreach (var value in values)
        {
            Short(value);
        }

        return place;
    }

    private void Short(int value) => _file.AddRange([(byte)value, (byte)(value >> 8)]);

    private void Long(int value) => _file.AddRange([(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)]);
}
