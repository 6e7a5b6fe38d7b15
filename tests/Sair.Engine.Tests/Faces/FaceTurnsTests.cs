using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceTurnsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Turn_BoxAndQuad_ShowTheSamePlaceOfTheTurnedPhoto(int degrees)
    {
        var photo = Noise(40, 30);
        var box = new FaceBox(4, 6, 16, 8);
        var quad = new FaceQuad(new FacePoint(10, 5), new FacePoint(10, 25), new FacePoint(30, 25), new FacePoint(30, 5));

        var turned = photo.Turn(degrees);

        var moved = box.Turn(degrees, photo.Width, photo.Height);
        Assert.Equal(
            photo.Crop(4, 6, 16, 8).Turn(degrees).Pixels,
            turned.Crop((int)moved.X, (int)moved.Y, (int)moved.Width, (int)moved.Height).Pixels
        );

        // The corners keep their names, so that the square that is cut stays as it was.
        Assert.Equal(
            FaceAligner.Cut(photo, quad, 20).Pixels,
            FaceAligner.Cut(turned, quad.Turn(degrees, photo.Width, photo.Height), 20).Pixels
        );
        Assert.Equal(degrees == 270 ? -90 : degrees, quad.Turn(degrees, photo.Width, photo.Height).Tilt(), 1e-9);
    }

    [Fact]
    public void Turn_OtherAngle_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new FacePoint(1, 2).Turn(45, 10, 10));

    private static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(1).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
