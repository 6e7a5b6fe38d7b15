using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageDecoderTests
{
    [Theory]
    [InlineData("quarters.heic", ImageFormat.Heic)]
    [InlineData("quarters.avif", ImageFormat.Avif)]
    [InlineData("quarters-16bit.tiff", ImageFormat.Tiff)]
    [InlineData("quarters-cmyk.jpg", ImageFormat.Jpeg)]
    public void Decode_FormatThatIsOnlyRead_ShowsThePicture(string file, ImageFormat format)
    {
        var decoded = ImageDecoder.Decode(Quarters.File(file));

        Assert.Equal(format, decoded.Info.Format);
        Assert.Equal((Quarters.Width, Quarters.Height), (decoded.Image.Width, decoded.Image.Height));
        Assert.Equal((Quarters.Width, Quarters.Height), (decoded.Info.Width, decoded.Info.Height));

        // CMYK without a profile goes through a generic printing profile, whose gamut lacks the saturated blue.
        Quarters.AssertShows(decoded.Image, decoded.Info.WasCmyk ? 60 : 4);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 3)]
    [InlineData(ImageFormat.Png, 0)]
    [InlineData(ImageFormat.Webp, 4)]
    public void Decode_FormatThatIsWritten_ShowsThePicture(ImageFormat format, int tolerance)
    {
        var decoded = ImageDecoder.Decode(ImageEncoder.Encode(Quarters.Image(), format, 95));

        Assert.Equal(format, decoded.Info.Format);
        Assert.Equal(8, decoded.Info.BitsPerSample);
        Assert.Equal(1, decoded.Info.Orientation);
        Quarters.AssertShows(decoded.Image, tolerance);
    }

    [Fact]
    public void Decode_Cmyk_TellsSo() => Assert.True(ImageDecoder.ReadInfo(Quarters.File("quarters-cmyk.jpg")).WasCmyk);

    [Fact]
    public void Decode_TwoPages_ReadsTheFirst()
    {
        var decoded = ImageDecoder.Decode(Quarters.File("two-pages.tiff"));

        Assert.Equal(2, decoded.Info.Pages);
        Quarters.AssertShows(decoded.Image, 0);
    }

    [Fact]
    public void Decode_16BitColour_ScalesTo8Bit()
    {
        var decoded = ImageDecoder.Decode(new PngFile(4, 4, 16, PngFile.Rgb).Filled(4, 4, 200, 200, 100, 100, 0, 0));

        Assert.Equal(16, decoded.Info.BitsPerSample);
        Assert.Equal([200, 100, 0], Quarters.Pixel(decoded.Image, 1, 1));
    }

    [Theory]
    [InlineData(8, new byte[] { 90 })]
    [InlineData(16, new byte[] { 90, 90 })]
    public void Decode_Grey_GivesThreeEqualChannels(byte bits, byte[] pixel)
    {
        var decoded = ImageDecoder.Decode(new PngFile(4, 4, bits, PngFile.Grey).Filled(4, 4, pixel));

        Assert.True(decoded.Info.WasGreyscale);
        Assert.False(decoded.Info.HadAlpha);
        Assert.Equal([90, 90, 90], Quarters.Pixel(decoded.Image, 3, 3));
    }

    [Theory]
    [InlineData(8, PngFile.Rgba, new byte[] { 255, 0, 0, 128 }, new byte[] { 255, 127, 127 })]
    [InlineData(8, PngFile.Rgba, new byte[] { 9, 9, 9, 0 }, new byte[] { 255, 255, 255 })]
    [InlineData(8, PngFile.GreyAlpha, new byte[] { 0, 128 }, new byte[] { 127, 127, 127 })]
    [InlineData(16, PngFile.Rgba, new byte[] { 255, 255, 0, 0, 0, 0, 128, 128 }, new byte[] { 255, 127, 127 })]
    [InlineData(16, PngFile.GreyAlpha, new byte[] { 0, 0, 128, 128 }, new byte[] { 127, 127, 127 })]
    public void Decode_Alpha_LaysThePictureOverWhite(byte bits, byte colourType, byte[] pixel, byte[] expected)
    {
        var file = new PngFile(4, 4, bits, colourType).Filled(4, 4, pixel);

        var decoded = ImageDecoder.Decode(file);

        Assert.True(decoded.Info.HadAlpha);
        var actual = Quarters.Pixel(decoded.Image, 1, 1);
        Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(actual[c], expected[c] - 1, expected[c] + 1));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Decode_ProfileWithExchangedPrimaries_ExchangesRedAndBlue(byte bits)
    {
        byte[] red = bits == 8 ? [255, 0, 0] : [255, 255, 0, 0, 0, 0];
        var file = new PngFile(4, 4, bits, PngFile.Rgb).Profile(IccProfile.RedAndBlueExchanged()).Filled(4, 4, red);

        var decoded = ImageDecoder.Decode(file);

        Assert.True(decoded.Info.HasColorProfile);
        var pixel = Quarters.Pixel(decoded.Image, 1, 1);
        Assert.InRange(pixel[0], 0, 4);
        Assert.InRange(pixel[1], 0, 4);
        Assert.InRange(pixel[2], 251, 255);
    }

    [Fact]
    public void Decode_ProfileOfAnotherColourSpace_IgnoresTheProfile()
    {
        var file = new PngFile(4, 4, 8, PngFile.Grey).Profile(IccProfile.RedAndBlueExchanged()).Filled(4, 4, 70);

        Assert.Equal([70, 70, 70], Quarters.Pixel(ImageDecoder.Decode(file).Image, 0, 0));
    }

    [Theory]
    [InlineData("miaf")]
    [InlineData("mif2")]
    [InlineData("MiHE")]
    [InlineData("heif")]
    [InlineData("heis")]
    [InlineData("abcd")]
    public void Decode_HeifOfAnotherMajorBrand_IsRead(string brand)
    {
        Quarters.AssertShows(
            ImageDecoder.Decode(new HeifFile(Quarters.File("quarters.heic")) { Brands = [brand, "mif1", "heic"] }.ToArray()).Image,
            4
        );
        if (brand != "abcd")
        {
            Quarters.AssertShows(
                ImageDecoder.Decode(new HeifFile(Quarters.File("quarters.heic")) { Brands = [brand, brand] }.ToArray()).Image,
                4
            );
        }
    }

    [Fact]
    public void Decode_AvifThatNamesItselfAmongOthers_IsAvif() =>
        Assert.Equal(
            ImageFormat.Avif,
            ImageDecoder.Decode(new HeifFile(Quarters.File("quarters.avif")) { Brands = ["mif1", "avif", "miaf"] }.ToArray()).Info.Format
        );

    [Fact]
    public void Decode_HeifOfManyTiles_IsPutTogether()
    {
        var decoded = ImageDecoder.Decode(new HeifFile(Quarters.File("quarters.heic")) { Grid = (120, 90) }.ToArray());

        Assert.Equal((120, 90), (decoded.Image.Width, decoded.Image.Height));
        foreach (var (x, y) in new[] { (16, 12), (80, 12), (16, 76), (80, 76) })
        {
            Assert.All(
                Enumerable.Range(0, 3),
                c => Assert.InRange(Quarters.Pixel(decoded.Image, x, y)[c], Quarters.Colours[0][c] - 4, Quarters.Colours[0][c] + 4)
            );
        }
    }

    [Fact]
    public void Decode_JpegWithoutItsEndMarker_IsRead()
    {
        var file = ImageEncoder.Encode(Quarters.Image(), ImageFormat.Jpeg);

        Assert.Equal(ImageDecoder.Decode(file).Image.Pixels, ImageDecoder.Decode(file.AsMemory(..^2)).Image.Pixels);
        Assert.Equal(ImageDecoder.Decode(file).Image.Pixels, ImageDecoder.Decode(file.AsMemory(..^1)).Image.Pixels);
    }

    [Fact]
    public void Decode_Cancelled_Ends()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ImageDecoder.Decode(Quarters.File("quarters.heic"), cancellationToken: ended.Token)
        );
    }

    [Fact]
    public void Decode_ManyAtOnce_AllSucceed()
    {
        var file = Quarters.File("quarters.avif");

        Parallel.For(
            0,
            32,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            _ => Quarters.AssertShows(ImageDecoder.Decode(file).Image, 4)
        );
    }
}
