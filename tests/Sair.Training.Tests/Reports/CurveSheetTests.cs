using Sair.Engine.Imaging;
using Sair.TestKit;
using Sair.Training.Reports;

namespace Sair.Training.Tests.Reports;

public sealed class CurveSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_TwoRisingLines_DrawsEachFromLowerLeftToUpperRight()
    {
        var path = Path.Combine(_folder.Path, "curve.png");

        CurveSheet.Write(
            path,
            [
                [(0, 10), (100, 20)],
                [(100, 20), (200, 30)],
            ]
        );

        var picture = ImageDecoder.Decode(File.ReadAllBytes(path)).Image;
        var first = Where(picture, 31, 119, 180);
        var second = Where(picture, 148, 103, 189);
        Assert.NotEmpty(first);
        Assert.True(first.Max(at => at.X) <= second.Min(at => at.X), "the second line goes on to the right of the first");
        Assert.True(first.Min(at => at.Y) >= second.Max(at => at.Y), "and above it");
    }

    [Fact]
    public void Write_OnePoint_StillHasAGrid()
    {
        var path = Path.Combine(_folder.Path, "point.png");

        CurveSheet.Write(
            path,
            [
                [(50, 23.5)],
            ]
        );

        var picture = ImageDecoder.Decode(File.ReadAllBytes(path)).Image;
        Assert.Single(Where(picture, 31, 119, 180));
        Assert.NotEmpty(Where(picture, 216, 216, 216));
        Assert.NotEmpty(Where(picture, 64, 64, 64));
    }

    [Fact]
    public void Write_NoPoint_SaysSo() =>
        Assert.Throws<ArgumentException>(() => CurveSheet.Write(Path.Combine(_folder.Path, "none.png"), []));

    private static List<(int X, int Y)> Where(RgbImage picture, byte red, byte green, byte blue) =>
        [
            .. Enumerable
                .Range(0, picture.Width * picture.Height)
                .Where(i => picture.Pixels[3 * i] == red && picture.Pixels[(3 * i) + 1] == green && picture.Pixels[(3 * i) + 2] == blue)
                .Select(i => (i % picture.Width, i / picture.Width)),
        ];
}
