using System.Buffers.Binary;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Browser.Tests.Fakes;

/// <summary>A photo as a phone held upright stores it: 4032 × 3024 pixels on their side, with a tag that says so and the date.</summary>
internal static class PhonePhoto
{
    public const int UprightWidth = 3024;
    public const int UprightHeight = 4032;
    public const string Taken = "2019:07:21 16:05:33";

    /// <summary>Puts a portrait into a wide room.</summary>
    /// <param name="portrait">The portrait.</param>
    /// <param name="width">How wide it is in the room, in pixels.</param>
    public static byte[] Jpeg(RgbImage portrait, int width)
    {
        var person = ImageResizer.Resize(portrait, width, portrait.Height * width / portrait.Width);
        var (left, top) = ((UprightWidth - person.Width) / 2, (UprightHeight - person.Height) / 2);
        var stored = new byte[UprightWidth * UprightHeight * 3];
        for (var y = 0; y < UprightHeight; y++)
        {
            for (var x = 0; x < UprightWidth; x++)
            {
                // A quarter turn to the right brings it upright again.
                var to = ((((UprightWidth - 1 - x) * UprightHeight) + y) * 3);
                if (x >= left && x < left + person.Width && y >= top && y < top + person.Height)
                {
                    person.Pixels.AsSpan(((((y - top) * person.Width) + x - left) * 3), 3).CopyTo(stored.AsSpan(to, 3));
                }
                else
                {
                    (stored[to], stored[to + 1], stored[to + 2]) = (128, 132, 120);
                }
            }
        }

        var jpeg = ImageEncoder.Encode(new RgbImage(UprightHeight, UprightWidth, stored), ImageFormat.Jpeg, 90);
        return MetadataWriter.IntoJpeg(jpeg, "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"u8.ToArray(), Exif(orientation: 6));
    }

    // Main directory with the orientation, the photo's with DateTimeOriginal (Exif 2.32).
    private static byte[] Exif(ushort orientation)
    {
        var block = new byte[76];
        "II*\0"u8.CopyTo(block);
        Entry(4, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), 2);
        Field(10, 0x0112, 3, 1, orientation);
        Field(22, 0x8769, 4, 1, 38);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(38), 1);
        Field(40, 0x9003, 2, 20, 56);
        System.Text.Encoding.ASCII.GetBytes(Taken).CopyTo(block, 56);
        return block;

        void Entry(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value);

        void Field(int at, ushort tag, ushort type, uint count, uint value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at + 2), type);
            Entry(at + 4, count);
            Entry(at + 8, value);
        }
    }
}
