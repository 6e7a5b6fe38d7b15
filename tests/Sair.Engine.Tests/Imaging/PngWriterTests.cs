using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class PngWriterTests
{
    [Fact]
    public void Encode_Decoded_IsUnchanged()
    {
        var pixels = new byte[5 * 7 * 3];
        new Random(1).NextBytes(pixels);

        var read = ImageDecoder.Decode(PngWriter.Encode(new RgbImage(5, 7, pixels))).Image;

        Assert.Equal((5, 7), (read.Width, read.Height));
        Assert.Equal(pixels, read.Pixels);
    }

    [Fact]
    public void Decode_WebpOfTheLibrary_GivesTheSamePicture()
    {
        var pixels = Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i / 3)).ToArray();
        var file = ImageEncoder.Encode(new RgbImage(16, 16, pixels), ImageFormat.Webp, 95);

        Assert.Equal(ImageDecoder.Decode(file).Image.Pixels, WebpCodec.Decode(file).Pixels);
        Assert.Throws<InvalidImageException>(() => WebpCodec.Decode(file.AsSpan(0, 20)));
    }
}
