using Sair.Engine.Imaging;
using Sair.Evaluation.Judges;

namespace Sair.Evaluation.Tests.Judges;

public sealed class SphereFaceCropTests
{
    [Fact]
    public void Cut_PlainPicture_KeepsItsColour()
    {
        var pixels = Enumerable.Range(0, 64 * 64).SelectMany(_ => new byte[] { 255, 128, 0 }).ToArray();

        var crop = SphereFaceCrop.Cut(new RgbImage(64, 64, pixels));

        var plane = SphereFaceCrop.Height * SphereFaceCrop.Width;
        Assert.All(crop[..plane], value => Assert.Equal(1, value, 5));
        Assert.All(crop[plane..(2 * plane)], value => Assert.Equal(128 / 255f, value, 5));
        Assert.All(crop[(2 * plane)..], value => Assert.Equal(0, value, 5));
    }

    [Fact]
    public void Cut_RampAcross_RisesAcrossByTheScale()
    {
        const int side = 100;
        var planes = new float[3 * side * side];
        for (var i = 0; i < planes.Length; i++)
        {
            planes[i] = i % side;
        }

        var crop = SphereFaceCrop.Cut(planes, side, side);

        // One pixel of the crop is 0.006438 of the square.
        var row = 50 * SphereFaceCrop.Width;
        Assert.Equal(0.6438, (crop[row + 90] - crop[row + 10]) / 80, 3);
    }
}
