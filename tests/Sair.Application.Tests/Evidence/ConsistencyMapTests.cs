using Sair.Application.Evidence;
using Sair.Engine.Imaging;

namespace Sair.Application.Tests.Evidence;

public sealed class ConsistencyMapTests
{
    private const int PictureSide = 512;

    [Fact]
    public void Of_ResultThatExplainsThePhoto_FindsNothing()
    {
        var result = Draw(128, _ => 120);

        var map = ConsistencyMap.Of(Draw(32, _ => 120), result);

        Assert.InRange(map.Difference, 0, 0.5);
        Assert.Equal((PictureSide, PictureSide), (map.Picture.Width, map.Picture.Height));
        Assert.InRange(Redness(map.Picture, 0.25, 0.25), -1, 1);
    }

    [Fact]
    public void Of_InventedSpot_ColoursOnlyTheSpot()
    {
        var result = Draw(128, position => position.X is > 0.6 and < 0.9 && position.Y is > 0.6 and < 0.9 ? (byte)230 : (byte)120);

        var map = ConsistencyMap.Of(Draw(32, _ => 120), result);

        Assert.InRange(map.Difference, 20, 60);
        Assert.True(Redness(map.Picture, 0.75, 0.75) > 100);
        Assert.InRange(Redness(map.Picture, 0.25, 0.25), -1, 1);
    }

    private static int Redness(RgbImage picture, double x, double y)
    {
        var at = 3 * (((int)(y * picture.Height) * picture.Width) + (int)(x * picture.Width));
        return picture.Pixels[at] - picture.Pixels[at + 2];
    }

    private static RgbImage Draw(int side, Func<(double X, double Y), byte> shade) =>
        new(
            side,
            side,
            [
                .. Enumerable
                    .Range(0, side * side)
                    .SelectMany(i => Enumerable.Repeat(shade(((i % side) / (double)side, (i / side) / (double)side)), 3)),
            ]
        );
}
