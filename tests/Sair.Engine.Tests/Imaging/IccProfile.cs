using System.Buffers.Binary;
using System.Text;

namespace Sair.Engine.Tests.Imaging;

/// <summary>Writes a small ICC v2 matrix profile whose red and blue primaries are exchanged (ICC.1:2001-04).</summary>
internal static class IccProfile
{
    private static readonly double[] SrgbRed = [0.4360747, 0.2225045, 0.0139322];
    private static readonly double[] SrgbGreen = [0.3850649, 0.7168786, 0.0971045];
    private static readonly double[] SrgbBlue = [0.1430804, 0.0606169, 0.7141733];
    private static readonly double[] D50 = [0.9642, 1.0, 0.8249];

    public static byte[] RedAndBlueExchanged()
    {
        byte[] gamma = [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0x02, 0x33, 0, 0];
        (string Name, byte[] Data)[] tags =
        [
            ("desc", [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, 2, (byte)'x', .. new byte[80]]),
            ("cprt", [.. "text"u8, 0, 0, 0, 0, (byte)'x', 0, 0, 0]),
            ("wtpt", Xyz(D50)),
            ("rXYZ", Xyz(SrgbBlue)),
            ("gXYZ", Xyz(SrgbGreen)),
            ("bXYZ", Xyz(SrgbRed)),
            ("rTRC", gamma),
            ("gTRC", gamma),
            ("bTRC", gamma),
        ];

        var directory = new MemoryStream();
        var bodies = new MemoryStream();
        var start = 128 + 4 + (tags.Length * 12);
        directory.Write(UInt32(tags.Length));
        foreach (var (name, data) in tags)
        {
            directory.Write(Encoding.ASCII.GetBytes(name));
            directory.Write(UInt32(start + (int)bodies.Length));
            directory.Write(UInt32(data.Length));
            bodies.Write(data);
            bodies.Write(new byte[-data.Length & 3]);
        }

        byte[] rest = [.. directory.ToArray(), .. bodies.ToArray()];
        var header = new byte[128];
        UInt32(128 + rest.Length).CopyTo(header, 0);
        header[8] = 2;
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(D50)[8..].CopyTo(header, 68);
        return [.. header, .. rest];
    }

    private static byte[] Xyz(double[] value) => [.. "XYZ "u8, 0, 0, 0, 0, .. value.SelectMany(v => UInt32((int)Math.Round(v * 65536)))];

    private static byte[] UInt32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
