using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Engine.Tests.Imaging.Metadata;

public sealed class MetadataWriterTests
{
    private static readonly RgbImage s_picture = new(16, 12, [.. Enumerable.Range(0, 16 * 12 * 3).Select(i => (byte)i)]);
    private static readonly byte[] s_xmp = ResultNote.Xmp("engine <sair>, seed 7");
    private static readonly byte[] s_exif = [.. "II*\0"u8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    public void Into_EachFormat_StaysReadableAndSaysThatItWasRestored(ImageFormat format)
    {
        var plain = ImageEncoder.Encode(s_picture, format);

        var file = format switch
        {
            ImageFormat.Jpeg => MetadataWriter.IntoJpeg(plain, s_xmp, s_exif),
            ImageFormat.Png => MetadataWriter.IntoPng(plain, s_xmp, s_exif),
            _ => MetadataWriter.IntoWebp(plain, s_picture.Width, s_picture.Height, s_xmp, s_exif),
        };

        Assert.Equal(ImageDecoder.Decode(plain).Image.Pixels, ImageDecoder.Decode(file).Image.Pixels);
        var text = Encoding.UTF8.GetString(file);
        Assert.Contains("AI-restored: engine &lt;sair&gt;, seed 7", text, StringComparison.Ordinal);
        Assert.Contains("compositeWithTrainedAlgorithmicMedia", text, StringComparison.Ordinal);
        Assert.True(file.AsSpan().IndexOf(s_exif) > 0);
    }

    [Fact]
    public void IntoPng_Chunks_HaveRightChecksums()
    {
        var file = MetadataWriter.IntoPng(ImageEncoder.Encode(s_picture, ImageFormat.Png), s_xmp, null);

        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        Assert.Equal("iTXt", Encoding.ASCII.GetString(file, 37, 4));
        Assert.Equal(Crc32.HashToUInt32(file.AsSpan(37, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(41 + length)));
    }
}
