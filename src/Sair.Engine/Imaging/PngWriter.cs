using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sair.Engine.Imaging;

/// <summary>Writes PNG files without the imaging library: for reports on machines that lack it.</summary>
/// <remarks>8-bit RGB, every row with the filter "up" (ISO/IEC 15948, section 9).</remarks>
public static class PngWriter
{
    private const byte BitDepth = 8;
    private const byte ColourTypeRgb = 2;
    private const byte FilterUp = 2;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes a picture.</summary>
    /// <returns>The bytes of the file.</returns>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = BitDepth;
        header[9] = ColourTypeRgb;
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(image));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(RgbImage image)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var stride = 3 * image.Width;
            var line = new byte[stride + 1];
            line[0] = FilterUp;
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < stride; x++)
                {
                    var above = y == 0 ? 0 : image.Pixels[((y - 1) * stride) + x];
                    line[x + 1] = (byte)(image.Pixels[(y * stride) + x] - above);
                }

                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        var named = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(type, named);
        data.CopyTo(named.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum.Of(named));
        file.Write(number);
    }
}
