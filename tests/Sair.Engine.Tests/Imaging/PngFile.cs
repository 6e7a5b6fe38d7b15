using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sair.Engine.Tests.Imaging;

/// <summary>Assembles PNG files chunk by chunk, also such as no encoder writes.</summary>
internal sealed class PngFile
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte GreyAlpha = 4;
    public const byte Rgba = 6;

    private readonly List<byte> _file = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public PngFile(int width, int height, byte bits, byte colourType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = colourType;
        Chunk("IHDR", header);
    }

    public PngFile Animation(int frames)
    {
        var control = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(control, frames);
        return Chunk("acTL", control);
    }

    public PngFile Profile(byte[] icc) => Chunk("iCCP", [.. "profile\0\0"u8, .. Deflate(icc)]);

    /// <summary>Says what the colours mean by two codes.</summary>
    public PngFile Code(byte primaries, byte transfer) => Chunk("cICP", [primaries, transfer, 0, 1]);

    /// <summary>Says which power the samples were raised to, in 1/100,000.</summary>
    public PngFile Gamma(int value) => Chunk("gAMA", [.. BitConverter.GetBytes(value).Reverse()]);

    /// <summary>Says where white, red, green and blue lie, x and y of each in 1/100,000.</summary>
    public PngFile Primaries(params int[] values) => Chunk("cHRM", [.. values.SelectMany(value => BitConverter.GetBytes(value).Reverse())]);

    /// <summary>Says that the colours are sRGB.</summary>
    public PngFile Srgb() => Chunk("sRGB", [0]);

    /// <summary>Writes rows that all repeat the bytes of one pixel, and the end of the file.</summary>
    public byte[] Filled(int width, int height, params byte[] pixel)
    {
        var row = new byte[1 + (width * pixel.Length)];
        for (var x = 0; x < width; x++)
        {
            pixel.CopyTo(row, 1 + (x * pixel.Length));
        }

        var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.Write(row);
        }

        return Chunk("IDAT", Deflate(rows.ToArray())).Chunk("IEND", [])._file.ToArray();
    }

    private PngFile Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        _file.AddRange(number);
        _file.AddRange(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        _file.AddRange(number);
        return this;
    }

    private static byte[] Deflate(byte[] data)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    private static uint Crc32(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
