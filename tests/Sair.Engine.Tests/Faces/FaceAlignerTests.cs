using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceAlignerTests
{
    [Fact]
    public void Cut_UnturnedSquareAtItsOwnSide_GivesThePixelsUnchanged()
    {
        var photo = GoldenFaces.Photo("congress_A000055_335x410.png");
        var quad = Square(40, 60, 200, angle: 0);

        var face = FaceAligner.Cut(photo, quad, quad.NativeSide(1024));

        Assert.Equal(200, face.Width);
        for (var y = 0; y < 200; y++)
        {
            var expected = photo.Pixels.AsSpan((((y + 60) * photo.Width) + 40) * 3, 600);
            Assert.True(expected.SequenceEqual(face.Pixels.AsSpan(y * 600, 600)), $"Row {y} differs.");
        }
    }

    [Fact]
    public void Cut_SquareBeyondTheBorder_ContinuesThePhotoWithoutBlack()
    {
        var photo = new RgbImage(60, 60, [.. Enumerable.Repeat((byte)180, 60 * 60 * 3)]);

        var face = FaceAligner.Cut(photo, Square(-40, -30, 140, angle: 0.1), 64);

        Assert.All(face.Pixels, value => Assert.InRange(value, (byte)179, (byte)181));
    }

    [Fact]
    public void Cut_FineStripesShrunk_DoesNotAlias()
    {
        var pixels = new byte[512 * 512 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % 2 == 0 ? 0 : 255);
        }

        var face = FaceAligner.Cut(new RgbImage(512, 512, pixels), Square(60, 60, 380, angle: 0.05), 60);

        Assert.All(face.Pixels, value => Assert.InRange(value, (byte)120, (byte)136));
    }

    private static FaceQuad Square(double x, double y, double side, double angle)
    {
        var (cos, sin) = (side * Math.Cos(angle), side * Math.Sin(angle));
        return new FaceQuad(
            new FacePoint(x, y),
            new FacePoint(x - sin, y + cos),
            new FacePoint(x - sin + cos, y + cos + sin),
            new FacePoint(x + cos, y + sin)
        );
    }
}
