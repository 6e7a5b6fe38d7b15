using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.TestKit;

namespace Sair.Engine.Tests.Preparation;

public sealed class FacePatternTests
{
    private static readonly RgbImage s_face = EnlargedPicture.Frame(200);

    // What landmarks leave of a turn or a cut when the face is found anew.
    [Theory]
    [InlineData("mirrored")]
    [InlineData("turned")]
    [InlineData("cut")]
    [InlineData("reduced")]
    [InlineData("blurred")]
    [InlineData("brighter")]
    [InlineData("saved anew")]
    [InlineData("mirrored and reduced")]
    public void IsCopyOf_ChangedCopy_IsOne(string change) =>
        Assert.True(FacePattern.Of(s_face).IsCopyOf(FacePattern.Of(Change(s_face, change))), change);

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void IsCopyOf_FaceThatMoved_IsAnotherPhoto(double pixels) =>
        Assert.InRange(FacePattern.Of(s_face).LikenessTo(FacePattern.Of(Move(s_face, pixels))), 0, FacePattern.SamePhoto - 0.01);

    [Fact]
    public void IsCopyOf_OtherPicture_IsAnotherPhoto()
    {
        var random = new Random(1);
        var coarse = new RgbImage(12, 12, [.. Enumerable.Range(0, 12 * 12 * 3).Select(_ => (byte)random.Next(256))]);

        Assert.False(FacePattern.Of(s_face).IsCopyOf(FacePattern.Of(ImageResizer.Resize(coarse, 200, 200))));
    }

    [Fact]
    public void IsCopyOf_PicturesOfOneColour_TellNothing()
    {
        var plain = FacePattern.Of(new RgbImage(80, 80, [.. Enumerable.Repeat((byte)90, 80 * 80 * 3)]));

        Assert.False(plain.IsCopyOf(FacePattern.Of(new RgbImage(80, 80, [.. Enumerable.Repeat((byte)90, 80 * 80 * 3)]))));
        Assert.False(plain.IsCopyOf(FacePattern.Of(s_face)));
    }

    private static RgbImage Change(RgbImage face, string change) =>
        change switch
        {
            "mirrored" => Draw(face, (x, y) => (face.Width - 1 - x, y)),
            "turned" => Draw(face, (x, y) => (x + (0.05 * (y - 100)) - 3, y - (0.05 * (x - 100)) + 4)),
            "cut" => ImageResizer.Resize(face.Crop(8, 4, 184, 184), 70, 70),
            "reduced" => ImageResizer.Resize(face, 40, 40),
            "blurred" => ImageResizer.Resize(ImageResizer.Resize(face, 30, 30), 200, 200, ResampleKernel.Cubic),
            "brighter" => new RgbImage(face.Width, face.Height, [.. face.Pixels.Select(value => (byte)Math.Min(255, 40 + (1.2 * value)))]),
            "saved anew" => ImageDecoder.Decode(ImageEncoder.Encode(face, ImageFormat.Jpeg, 30)).Image,
            _ => Change(Change(face, "mirrored"), "reduced"),
        };

    // Another moment: mouth, eyes and hair lie elsewhere against each other.
    private static RgbImage Move(RgbImage face, double pixels) =>
        Draw(face, (x, y) => (x + (pixels * Math.Sin(y / 16.0)), y + (pixels * Math.Cos(x / 19.0))));

    private static RgbImage Draw(RgbImage face, Func<int, int, (double X, double Y)> from)
    {
        var pixels = new byte[face.Pixels.Length];
        for (var i = 0; i < pixels.Length / 3; i++)
        {
            var (x, y) = from(i % face.Width, i / face.Width);
            var place =
                (Math.Clamp((int)Math.Round(y), 0, face.Height - 1) * face.Width) + Math.Clamp((int)Math.Round(x), 0, face.Width - 1);
            face.Pixels.AsSpan(place * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return new RgbImage(face.Width, face.Height, pixels);
    }
}
