using Sair.Engine.Compositing;
using Sair.Engine.Imaging;
using Sair.Engine.Tests.Faces;

namespace Sair.Engine.Tests.Compositing;

public sealed class PhotoToneTests
{
    [Fact]
    public void Apply_SepiaPhoto_GivesAnyColourItsTone()
    {
        var photo = GoldenFaces.Photo("congress_A000055_335x410.png");
        var sepia = new RgbImage(
            photo.Width,
            photo.Height,
            [.. Enumerable.Range(0, photo.Width * photo.Height).SelectMany(i => Sepia(Luma.Of(photo, i)))]
        );

        var (r, g, b) = PhotoTone.Find(sepia)!.Apply(100, 140, 180);

        var luma = Luma.Of(100, 140, 180);
        var wanted = Sepia(luma);
        Assert.InRange(r - wanted[0], -4, 4);
        Assert.InRange(g - wanted[1], -4, 4);
        Assert.InRange(b - wanted[2], -4, 4);
        Assert.Equal(luma, Luma.Of(r, g, b), 1.0);
    }

    [Fact]
    public void Find_OneColour_IsATone()
    {
        var (r, g, b) = PhotoTone
            .Find(new RgbImage(4, 4, [.. Enumerable.Range(0, 16).SelectMany(_ => new byte[] { 120, 100, 80 })]))!
            .Apply(10, 20, 30);

        Assert.True(r > g && g > b);
    }

    // Offsets that sum to no luma, so that brightness stays.
    private static byte[] Sepia(double luma) =>
        [(byte)Math.Clamp(luma + 20, 0, 255), (byte)Math.Clamp(luma - 4.4, 0, 255), (byte)Math.Clamp(luma - 29.7, 0, 255)];
}
