using Sair.Engine.Imaging;
using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Tests.Metrics;

public sealed class SkinToneTests
{
    // Angles from the CIELAB values of the colours: (255, 224, 189) is L* 90.9, b* 21.1; (141, 85, 36) is L* 41.7, b* 37.2.
    [Theory]
    [InlineData(255, 224, 189, 62.7, "very light")]
    [InlineData(141, 85, 36, -12.6, "brown")]
    public void TypologyAngle_EvenColour_IsTheColours(byte red, byte green, byte blue, double expected, string name)
    {
        using var scope = NewDisposeScope();
        var image = new RgbImage(8, 8, [.. Enumerable.Repeat(new[] { red, green, blue }, 64).SelectMany(pixel => pixel)]);

        var angle = SkinTone.TypologyAngle(image, ones([8, 8]));

        Assert.Equal(expected, angle, 0.5);
        Assert.Equal(name, SkinTone.NameOf(angle));
    }

    [Fact]
    public void TypologyAngle_Mask_LeavesTheRestOut()
    {
        using var scope = NewDisposeScope();
        var pixels = new byte[8 * 8 * 3];
        for (var i = 0; i < 64; i++)
        {
            byte[] colour = i % 8 < 4 ? [255, 224, 189] : [0, 0, 0];
            colour.CopyTo(pixels, 3 * i);
        }

        var mask = cat([ones([8, 4]), zeros([8, 4])], 1);

        Assert.Equal(62.7, SkinTone.TypologyAngle(new RgbImage(8, 8, pixels), mask), 0.5);
    }
}
