using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class TiffDecoderTests
{
    public static TheoryData<string, byte[], byte[]> Files =>
        new()
        {
            { "saved selection", new TiffFile().Page(4, 4, TiffFile.Rgb, [200, 100, 50, 0], extra: [0]).ToArray(), [200, 100, 50] },
            {
                "two extra channels",
                new TiffFile().Page(4, 4, TiffFile.Rgb, [200, 100, 50, 0, 9], extra: [0, 0]).ToArray(),
                [200, 100, 50]
            },
            { "alpha", new TiffFile().Page(4, 4, TiffFile.Rgb, [200, 100, 50, 0], extra: [2]).ToArray(), [255, 255, 255] },
            {
                "selection, then alpha",
                new TiffFile().Page(4, 4, TiffFile.Rgb, [200, 100, 50, 255, 0], extra: [0, 2]).ToArray(),
                [255, 255, 255]
            },
            {
                "alpha, then selection",
                new TiffFile().Page(4, 4, TiffFile.Rgb, [200, 100, 50, 255, 0], extra: [2, 0]).ToArray(),
                [200, 100, 50]
            },
            {
                "no ink, and a spot colour",
                new TiffFile().Page(4, 4, TiffFile.Cmyk, [0, 0, 0, 0, 255], extra: [0]).ToArray(),
                [255, 255, 255]
            },
            {
                "32-bit whole numbers",
                new TiffFile().Page(4, 4, TiffFile.Rgb, [0, 0, 0, 200, 0, 0, 0, 100, 0, 0, 0, 50], bits: 32).ToArray(),
                [200, 100, 50]
            },
            { "32-bit grey", new TiffFile().Page(4, 4, 1, [0, 0, 0, 90], bits: 32).ToArray(), [90, 90, 90] },
            { "half floats", new TiffFile().Page(4, 4, TiffFile.Rgb, Halves(1, 0.5, 0), bits: 16, format: 3).ToArray(), [255, 188, 0] },
            {
                "half floats beyond their range",
                new TiffFile().Page(4, 4, TiffFile.Rgb, Halves(7, -1, double.NaN), bits: 16, format: 3).ToArray(),
                [255, 0, 0]
            },
            {
                "small copy first",
                new TiffFile().Page(2, 2, TiffFile.Rgb, [1, 2, 3], subfile: 1).Page(4, 4, TiffFile.Rgb, [200, 100, 50]).ToArray(),
                [200, 100, 50]
            },
            {
                "mask first",
                new TiffFile().Page(4, 4, 1, [0], subfile: 4).Page(4, 4, TiffFile.Rgb, [200, 100, 50]).ToArray(),
                [200, 100, 50]
            },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_UnusualChannelsAndPages_ShowsThePhoto(string kind, byte[] file, byte[] expected)
    {
        var decoded = ImageDecoder.Decode(file);

        Assert.Equal((4, 4), (decoded.Image.Width, decoded.Image.Height));
        Assert.Equal(
            kind,
            Quarters.Pixel(decoded.Image, 2, 1).Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1)
                ? kind
                : string.Join(",", Quarters.Pixel(decoded.Image, 2, 1))
        );
    }

    [Fact]
    public void Decode_SmallCopiesAndMosaicAlone_IsCameraRaw()
    {
        var file = new TiffFile().Page(2, 2, TiffFile.Rgb, [1, 2, 3], subfile: 1).Page(4, 4, TiffFile.Mosaic, [9]).ToArray();

        var refusal = Assert.Throws<InvalidImageException>(() => ImageDecoder.Decode(file));

        Assert.Contains("camera raw", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Halves(params double[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))];
}
