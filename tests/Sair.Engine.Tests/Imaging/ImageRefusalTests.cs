using System.Diagnostics;
using System.Text;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageRefusalTests
{
    public static TheoryData<string> Kinds =>
        ["jpeg", "png", "webp", "quarters.heic", "quarters.avif", "quarters-16bit.tiff", "quarters-cmyk.jpg"];

    [Fact]
    public void Decode_EmptyFile_SaysSo() => AssertRefused([], "is empty");

    [Fact]
    public void Decode_Text_SaysThatItIsNoPicture() => AssertRefused(Encoding.UTF8.GetBytes("Dear diary, today"), "not a picture");

    [Theory]
    [InlineData("GIF89a\u0001\0\u0001\0", "a GIF")]
    [InlineData("BM\0\0\0\0\0\0\0\0\0\0", "a BMP picture")]
    [InlineData("%PDF-1.7\n", "a PDF document")]
    [InlineData("8BPS\0\u0001", "a Photoshop document")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0", "a video")]
    [InlineData("\0\0\0\u0018ftypcrx \0\0\0\0", "a camera raw file")]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0", "a camera raw file")]
    [InlineData("II*\0\u0008\0\0\0\u0001\0\u0012\u00C6\u0001\0\u0004\0\0\0\u0001\u0004\0\0\0\0\0\0", "a camera raw file")]
    [InlineData("MM\0*\0\0\0\u0008\0\u0001\0\u00FE\0\u0004\0\0\0\u0001\0\0\0\u0001\0\0\0\0", "a camera raw file")]
    public void Decode_OtherType_IsNamed(string content, string name) => AssertRefused(Encoding.Latin1.GetBytes(content), name);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_Truncated_IsRefused(string kind)
    {
        var file = FileOf(kind);
        for (var share = 0.1; share < 0.95; share += 0.05)
        {
            AssertRefused(file[..(int)(file.Length * share)], "cut off or damaged");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(40)]
    public void Decode_JpegWithoutItsLastBytes_IsRefused(int missing) => AssertRefused(FileOf("jpeg")[..^missing], "cut off or damaged");

    [Fact]
    public void Decode_JpegOfManyPasses_IsRefusedUnread()
    {
        var file = FileOf("jpeg");
        var scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);

        AssertRefused([.. file[..scan], .. Enumerable.Repeat(file[scan..^2], 101).SelectMany(bytes => bytes), 0xFF, 0xD9], "101 passes");
    }

    [Fact]
    public void Decode_HugePng_IsRefusedFromItsHeader()
    {
        var bomb = new PngFile(50_000, 50_000, 8, PngFile.Rgb).Filled(1, 1, 0, 0, 0);
        var before = Process.GetCurrentProcess().PeakWorkingSet64;

        AssertRefused(bomb, "50000×50000");

        Assert.InRange(Process.GetCurrentProcess().PeakWorkingSet64 - before, 0, 200_000_000);
    }

    [Fact]
    public void Decode_MorePixelsThanAllowed_NamesBothFigures()
    {
        var limits = new ImageLimits { MaxPixels = 1_000_000 };
        var file = new PngFile(1200, 900, 8, PngFile.Grey).Filled(1200, 900, 5);

        var refusal = Assert.Throws<InvalidImageException>(() => ImageDecoder.Decode(file, limits));

        Assert.Contains("1200×900", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1 megapixels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MoreBytesThanAllowed_IsRefusedUnread()
    {
        var refusal = Assert.Throws<InvalidImageException>(() =>
            ImageDecoder.ReadInfo(new byte[2001], new ImageLimits { MaxBytes = 2000 })
        );

        Assert.Contains("MB are read", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnimatedWebp_IsRefusedButDescribed()
    {
        var file = Quarters.File("animated.webp");

        Assert.True(ImageDecoder.ReadInfo(file).IsAnimated);
        AssertRefused(file, "animation");
    }

    [Fact]
    public void Decode_AnimatedPng_IsRefused() =>
        AssertRefused(new PngFile(4, 4, 8, PngFile.Grey).Animation(2).Filled(4, 4, 9), "animation");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_MutatedFiles_NeverCrash(string kind)
    {
        const int Mutations = 60;
        var file = FileOf(kind);
        var random = new Random(file.Length);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var mutated = (byte[])file.Clone();
            for (var k = 0; k <= i % 8; k++)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                var decoded = ImageDecoder.Decode(mutated);
                Assert.Equal(decoded.Image.Width * decoded.Image.Height * 3, decoded.Image.Pixels.Length);
                read++;
            }
            catch (InvalidImageException)
            {
                refused++;
            }
        }

        Assert.Equal(Mutations, read + refused);
    }

    private static byte[] FileOf(string kind) =>
        kind switch
        {
            "jpeg" => ImageEncoder.Encode(Noise(), ImageFormat.Jpeg),
            "png" => ImageEncoder.Encode(Noise(), ImageFormat.Png),
            "webp" => ImageEncoder.Encode(Noise(), ImageFormat.Webp),
            _ => Quarters.File(kind),
        };

    private static RgbImage Noise()
    {
        var pixels = new byte[64 * 48 * 3];
        new Random(5).NextBytes(pixels);
        return new RgbImage(64, 48, pixels);
    }

    private static void AssertRefused(byte[] file, string words)
    {
        var refusal = Assert.Throws<InvalidImageException>(() => ImageDecoder.Decode(file));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}
