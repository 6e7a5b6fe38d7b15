using Sair.Application.Photos;
using Sair.Engine.Imaging;

namespace Sair.Application.Tests.Photos;

public sealed class DifferenceHashTests
{
    [Fact]
    public void Of_SamePictureSmallerAndCompressed_IsTheSame()
    {
        var picture = Waves(160, 0);
        var copy = ImageDecoder.Decode(ImageEncoder.Encode(ImageResizer.Resize(picture, 80, 80), ImageFormat.Jpeg, 60)).Image;

        Assert.True(DifferenceHash.AreSame(DifferenceHash.Of(picture), DifferenceHash.Of(copy)));
    }

    [Fact]
    public void Of_AnotherPicture_IsAnother() =>
        Assert.False(DifferenceHash.AreSame(DifferenceHash.Of(Waves(160, 0)), DifferenceHash.Of(Waves(160, 3))));

    private static RgbImage Waves(int side, double phase)
    {
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i / 3, side);
            pixels[i] = (byte)(127 + (60 * Math.Sin((x * 0.09) + phase)) + (60 * Math.Cos((y * 0.07) + (phase * x * 0.02))));
        }

        return new RgbImage(side, side, pixels);
    }
}
