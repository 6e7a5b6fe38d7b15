using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Imaging;

/// <summary>Colours whose meaning is told by codes come out as Chromium 156 shows the same files on an sRGB screen.</summary>
public sealed class CodedColoursTests
{
    private static readonly int[] s_displayP3 = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000];
    private static readonly int[] s_proPhoto = [34570, 35850, 73470, 26530, 15960, 84040, 3660, 10];

    [Theory]
    [InlineData(1, 13, new[] { 40000, 30000, 20000 }, new[] { 156, 117, 78 })]
    [InlineData(2, 2, new[] { 40000, 30000, 20000 }, new[] { 156, 117, 78 })]
    [InlineData(9, 13, new[] { 40000, 30000, 20000 }, new[] { 177, 111, 70 })]
    [InlineData(12, 13, new[] { 40000, 30000, 20000 }, new[] { 163, 115, 71 })]
    [InlineData(6, 13, new[] { 0, 65535, 0 }, new[] { 63, 251, 0 })]
    [InlineData(5, 13, new[] { 0, 65535, 0 }, new[] { 0, 255, 28 })]
    [InlineData(22, 13, new[] { 65535, 0, 0 }, new[] { 255, 38, 0 })]
    [InlineData(1, 1, new[] { 40000, 30000, 20000 }, new[] { 151, 109, 68 })]
    [InlineData(1, 4, new[] { 40000, 30000, 20000 }, new[] { 157, 118, 77 })]
    [InlineData(1, 5, new[] { 40000, 30000, 20000 }, new[] { 138, 94, 54 })]
    [InlineData(1, 7, new[] { 40000, 30000, 20000 }, new[] { 167, 131, 95 })]
    [InlineData(1, 8, new[] { 40000, 30000, 20000 }, new[] { 205, 180, 150 })]
    [InlineData(11, 17, new[] { 40000, 30000, 20000 }, new[] { 155, 104, 55 })]
    [InlineData(9, 16, new[] { 32768, 32768, 32768 }, new[] { 131, 131, 131 })]
    [InlineData(9, 16, new[] { 45056, 45056, 45056 }, new[] { 236, 236, 236 })]
    [InlineData(9, 16, new[] { 65535, 65535, 65535 }, new[] { 255, 255, 255 })]
    [InlineData(9, 16, new[] { 40000, 30000, 20000 }, new[] { 248, 79, 8 })]
    [InlineData(12, 16, new[] { 35000, 30000, 25000 }, new[] { 161, 105, 65 })]
    [InlineData(9, 18, new[] { 32768, 32768, 32768 }, new[] { 99, 99, 99 })]
    [InlineData(9, 18, new[] { 57344, 57344, 57344 }, new[] { 228, 228, 228 })]
    [InlineData(9, 18, new[] { 40000, 30000, 20000 }, new[] { 142, 86, 55 })]
    public void Decode_PngWithCodes_ShowsWhatBrowsersShow(byte primaries, byte transfer, int[] samples, int[] expected) =>
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Code(primaries, transfer), samples, expected);

    [Theory]
    [InlineData(100_000, new[] { 205, 180, 150 })]
    [InlineData(55_556, new[] { 172, 136, 97 })]
    [InlineData(45_455, new[] { 156, 117, 78 })]
    [InlineData(45_000, new[] { 156, 117, 78 })]
    [InlineData(0, new[] { 156, 117, 78 })]
    public void Decode_PngWithGamma_ShowsWhatBrowsersShow(int gamma, int[] expected) =>
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Gamma(gamma), [40000, 30000, 20000], expected);

    [Fact]
    public void Decode_PngWithGammaAndPrimaries_ShowsWhatBrowsersShow()
    {
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Gamma(45_455).Primaries(s_displayP3), [40000, 30000, 20000], [165, 116, 69]);
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Gamma(55_556).Primaries(s_proPhoto), [40000, 30000, 20000], [207, 126, 88]);
    }

    [Fact]
    public void Decode_PngWithPrimariesAloneOrSrgb_IsSrgb()
    {
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Primaries(s_displayP3), [40000, 30000, 20000], [156, 117, 78]);
        AssertShows(new PngFile(4, 4, 16, PngFile.Rgb).Srgb().Gamma(100_000), [40000, 30000, 20000], [156, 117, 78]);
    }

    [Fact]
    public void Decode_PngWithCodesAndProfile_TakesTheCodes() =>
        AssertShows(
            new PngFile(4, 4, 16, PngFile.Rgb).Code(12, 13).Profile(IccProfile.RedAndBlueExchanged()),
            [40000, 30000, 20000],
            [163, 115, 71]
        );

    [Theory]
    [InlineData(8, PngFile.Grey, new byte[] { 128 }, new byte[] { 188, 188, 188 })]
    [InlineData(8, PngFile.Rgba, new byte[] { 128, 0, 255, 128 }, new byte[] { 221, 127, 255 })]
    [InlineData(16, PngFile.GreyAlpha, new byte[] { 128, 0, 0, 0 }, new byte[] { 255, 255, 255 })]
    public void Decode_LinearPngOfAnyLayout_IsBrightened(byte bits, byte colourType, byte[] pixel, byte[] expected)
    {
        var decoded = ImageDecoder.Decode(new PngFile(4, 4, bits, colourType).Gamma(100_000).Filled(4, 4, pixel));

        Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(Quarters.Pixel(decoded.Image, 2, 2)[c], expected[c] - 1, expected[c] + 1));
    }

    [Theory]
    [InlineData("quarters.avif")]
    [InlineData("quarters.heic")]
    public void Decode_HeifWithCodes_ShowsWhatPngWithTheSameCodesShows(string file)
    {
        foreach (var (primaries, transfer) in new (byte, byte)[] { (12, 13), (9, 16), (9, 18), (1, 8) })
        {
            var decoded = ImageDecoder.Decode(
                new HeifFile(Quarters.File(file)) { Brands = Brands(file), Properties = [HeifFile.Nclx(primaries, transfer, 6)] }.ToArray()
            );

            foreach (var (quarter, colour) in Quarters.Colours.Index())
            {
                byte[] wide = [.. colour.SelectMany(value => new[] { value, value })];
                var expected = Quarters.Pixel(
                    ImageDecoder.Decode(new PngFile(4, 4, 16, PngFile.Rgb).Code(primaries, transfer).Filled(4, 4, wide)).Image,
                    1,
                    1
                );
                var actual = Quarters.Pixel(decoded.Image, quarter % 2 == 0 ? 16 : 48, quarter < 2 ? 12 : 36);
                Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(actual[c], expected[c] - 16, expected[c] + 16));
            }
        }
    }

    // One colour, (130, 82, 64), by `heif-enc -p x265:colorprim=bt2020 -p x265:transfer=smpte2084 -p x265:colormatrix=bt709` of
    // libheif 1.15.
    [Fact]
    public void Decode_HeicWithCodesInItsStreamAlone_TakesThem()
    {
        var expected = Quarters.Pixel(
            ImageDecoder.Decode(new PngFile(4, 4, 8, PngFile.Rgb).Code(9, 16).Filled(4, 4, 130, 82, 64)).Image,
            1,
            1
        );

        var actual = Quarters.Pixel(ImageDecoder.Decode(Quarters.File("pq-in-stream.heic")).Image, 60, 60);

        Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(actual[c], expected[c] - 12, expected[c] + 12));
        Assert.InRange(expected[0], 160, 180);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(14)]
    public void Decode_HeifWithTheCurveOfCameras_IsSrgb(byte transfer)
    {
        var decoded = ImageDecoder.Decode(
            new HeifFile(Quarters.File("quarters.avif"))
            {
                Brands = Brands("quarters.avif"),
                Properties = [HeifFile.Nclx(1, transfer, 6)],
            }.ToArray()
        );

        Quarters.AssertShows(decoded.Image, 4);
    }

    private static string[] Brands(string file) =>
        file.EndsWith("avif", StringComparison.Ordinal) ? ["avif", "mif1", "avif"] : ["heic", "mif1", "heic"];

    private static void AssertShows(PngFile file, int[] samples, int[] expected)
    {
        var decoded = ImageDecoder.Decode(
            file.Filled(4, 4, [.. samples.SelectMany(sample => new[] { (byte)(sample >> 8), (byte)sample })])
        );

        var actual = Quarters.Pixel(decoded.Image, 1, 1);
        Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(actual[c], expected[c] - 2, expected[c] + 2));
    }
}
