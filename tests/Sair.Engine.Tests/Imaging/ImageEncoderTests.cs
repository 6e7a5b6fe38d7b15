using System.Text;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageEncoderTests
{
    [Fact]
    public void Encode_Png_IsLossless() =>
        Assert.Equal(Gradient().Pixels, ImageDecoder.Decode(ImageEncoder.Encode(Gradient(), ImageFormat.Png)).Image.Pixels);

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Encode_HigherQuality_IsLargerAndCloser(ImageFormat format)
    {
        var low = ImageEncoder.Encode(Gradient(), format, 30);
        var high = ImageEncoder.Encode(Gradient(), format, 95);

        Assert.True(high.Length > low.Length);
        Assert.True(Error(high) < Error(low));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    public void Encode_AnyFormat_CarriesNoMetadata(ImageFormat format)
    {
        var file = ImageEncoder.Encode(Quarters.Image(), format);
        var text = Encoding.Latin1.GetString(file);

        Assert.False(ImageDecoder.ReadInfo(file).HasColorProfile);
        Assert.All(
            ["Exif", "eXIf", "EXIF", "ICC", "XMP", "xpacket", "tEXt", "tIME"],
            mark => Assert.DoesNotContain(mark, text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(ImageFormat.Heic)]
    [InlineData(ImageFormat.Tiff)]
    public void Encode_FormatThatIsOnlyRead_Throws(ImageFormat format) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.Encode(Quarters.Image(), format));

    [Fact]
    public void Encode_TooWideForWebp_SaysWhatToDo()
    {
        var wide = new RgbImage(20_000, 1, new byte[60_000]);

        var refusal = Assert.Throws<InvalidImageException>(() => ImageEncoder.Encode(wide, ImageFormat.Webp));

        Assert.Contains("save it as PNG", refusal.Message, StringComparison.Ordinal);
    }

    private static double Error(byte[] file) =>
        ImageDecoder.Decode(file).Image.Pixels.Zip(Gradient().Pixels, (a, b) => Math.Abs(a - b)).Average();

    private static RgbImage Gradient()
    {
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(127.5 + (100 * Math.Sin(i * 0.37)) + (27 * Math.Cos(i / 192.0)));
        }

        return new RgbImage(64, 64, pixels);
    }
}
