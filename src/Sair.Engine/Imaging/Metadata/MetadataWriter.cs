using System.Buffers.Binary;
using System.IO.Hashing;
using System.Xml.Linq;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Puts XMP and EXIF blocks into finished JPEG, PNG and WebP files that have none.</summary>
public static class MetadataWriter
{
    private const int JpegSegmentLimit = 65_533;

    private static ReadOnlySpan<byte> XmpMarker => "http://ns.adobe.com/xap/1.0/\0"u8;

    /// <summary>Encodes a picture with its blocks.</summary>
    /// <param name="image">What the file shows.</param>
    /// <param name="format">JPEG, PNG or WebP.</param>
    /// <param name="carried">The blocks, made for this format.</param>
    /// <returns>The encoded file.</returns>
    public static byte[] Encode(RgbImage image, ImageFormat format, CarriedMetadata carried)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(carried);
        var encoded = ImageEncoder.Encode(image, format);
        return format switch
        {
            ImageFormat.Jpeg => IntoJpeg(encoded, carried.Xmp, carried.Exif),
            ImageFormat.Webp => IntoWebp(encoded, image.Width, image.Height, carried.Xmp, carried.Exif),
            _ => IntoPng(encoded, carried.Xmp, carried.Exif),
        };
    }

    /// <summary>Tells whether a block of a length has room in a format: in a JPEG each is one segment.</summary>
    internal static bool HasRoom(ImageFormat format, int length) =>
        format != ImageFormat.Jpeg || length <= JpegSegmentLimit - XmpMarker.Length;

    /// <summary>Inserts APP1 segments (Exif 2.32, XMP part 3); a block that is too long for one is left out.</summary>
    /// <param name="jpeg">A file that begins with FF D8.</param>
    /// <param name="xmp">The XMP packet.</param>
    /// <param name="exif">A TIFF block, or null.</param>
    public static byte[] IntoJpeg(byte[] jpeg, byte[] xmp, byte[]? exif)
    {
        ArgumentNullException.ThrowIfNull(jpeg);
        ArgumentNullException.ThrowIfNull(xmp);
        return
        [
            .. jpeg[..2],
            .. exif is null ? [] : JpegSegment([.. "Exif\0\0"u8, .. exif]),
            .. JpegSegment([.. XmpMarker, .. xmp]),
            .. jpeg[2..],
        ];
    }

    /// <summary>Inserts an iTXt and an eXIf chunk after the header (PNG 3rd edition).</summary>
    /// <param name="png">A file without metadata.</param>
    /// <param name="xmp">The XMP packet.</param>
    /// <param name="exif">A TIFF block, or null.</param>
    public static byte[] IntoPng(byte[] png, byte[] xmp, byte[]? exif)
    {
        ArgumentNullException.ThrowIfNull(png);
        ArgumentNullException.ThrowIfNull(xmp);
        const int AfterHeader = 8 + 25;
        return
        [
            .. png[..AfterHeader],
            .. PngChunk("iTXt"u8, [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. xmp]),
            .. exif is null ? [] : PngChunk("eXIf"u8, exif),
            .. png[AfterHeader..],
        ];
    }

    /// <summary>Turns a simple WebP file into an extended one with metadata chunks (RFC 9649, section 2.7).</summary>
    /// <param name="webp">A file without metadata.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="xmp">The XMP packet.</param>
    /// <param name="exif">A TIFF block, or null.</param>
    public static byte[] IntoWebp(byte[] webp, int width, int height, byte[] xmp, byte[]? exif)
    {
        ArgumentNullException.ThrowIfNull(webp);
        ArgumentNullException.ThrowIfNull(xmp);
        const int AfterRiff = 12;
        const byte HasXmp = 0x04;
        const byte HasExif = 0x08;
        var body = webp.AsSpan(AfterRiff);
        if (body.StartsWith("VP8X"u8))
        {
            body = body[18..];
        }

        var header = new byte[10];
        header[0] = (byte)(HasXmp | (exif is null ? 0 : HasExif));
        WriteThreeBytes(header.AsSpan(4), width - 1);
        WriteThreeBytes(header.AsSpan(7), height - 1);
        byte[] chunks =
        [
            .. RiffChunk("VP8X"u8, header),
            .. body,
            .. exif is null ? [] : RiffChunk("EXIF"u8, exif),
            .. RiffChunk("XMP "u8, xmp),
        ];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, chunks.Length + 4);
        return [.. "RIFF"u8, .. size, .. "WEBP"u8, .. chunks];
    }

    private static byte[] JpegSegment(byte[] content)
    {
        if (content.Length > JpegSegmentLimit)
        {
            return [];
        }

        var head = new byte[] { 0xFF, 0xE1, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(content.Length + 2));
        return [.. head, .. content];
    }

    private static byte[] PngChunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    private static byte[] RiffChunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[8 + content.Length + (content.Length % 2)];
        type.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), content.Length);
        content.CopyTo(chunk, 8);
        return chunk;
    }

    private static void WriteThreeBytes(Span<byte> target, int value)
    {
        for (var i = 0; i < 3; i++)
        {
            target[i] = (byte)(value >> (8 * i));
        }
    }
}

/// <summary>Says in XMP what a picture is (ISO 16684-1; IPTC digital source type).</summary>
public static class ResultNote
{
    private const string SourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static readonly XName s_sourceType = XNamespace.Get("http://iptc.org/std/Iptc4xmpExt/2008-02-29/") + "DigitalSourceType";

    /// <summary>Writes a packet that says nothing of the photo.</summary>
    /// <param name="recipe">How the picture was made, one line.</param>
    public static byte[] Xmp(string recipe)
    {
        var packet = XmpPacket.Empty();
        Mark(packet, recipe);
        return packet.ToBytes();
    }

    /// <summary>Says it in a packet; a caption of the photo stays before it.</summary>
    internal static void Mark(XmpPacket packet, string recipe)
    {
        packet.Set(XmpPacket.Basic + "CreatorTool", "Sair");
        packet.Set(s_sourceType, SourceType);
        packet.Set(
            XmpPacket.Core + "description",
            $"{(packet.Find(XmpPacket.Core + "description") is { } caption ? $"{caption}\n" : "")}AI-restored: {recipe}"
        );
    }
}
