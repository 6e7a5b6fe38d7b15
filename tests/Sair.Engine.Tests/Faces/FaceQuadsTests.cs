using Sair.Engine.Faces;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceQuadsTests
{
    [Fact]
    public void FromLandmarks_UprightFace_GivesTheSquareOfTheRecipe()
    {
        var quad = FaceQuads.FromLandmarks(Landmarks(scale: 1));

        // Eyes 20 apart: 2.0 · 20 = 40; eyes to mouth 22: 1.8 · 22 = 39.6; the centre lies 2.2 below the eyes.
        Assert.Equal(80, quad.Side, 1e-9);
        Assert.Equal(10, quad.TopLeft.X, 1e-9);
        Assert.Equal(12.2, quad.TopLeft.Y, 1e-9);
        Assert.Equal(90, quad.BottomRight.X, 1e-9);
        Assert.Equal(92.2, quad.BottomRight.Y, 1e-9);
    }

    [Fact]
    public void FromFace_LargeFace_TrustsTheLandmarks() =>
        Assert.Equal(80, FaceQuads.FromFace(Landmarks(scale: 1), new FaceBox(20, 30, 60, 60)).Side, 1e-9);

    [Fact]
    public void FromFace_FaceOfTwelvePixels_TakesCentreFromLandmarksAndSizeFromTheBox()
    {
        var quad = FaceQuads.FromFace(Landmarks(scale: 0.1), new FaceBox(2, 3, 12, 12));

        Assert.Equal(12 / 0.62, quad.Side, 1e-9);
        Assert.Equal(5, (quad.TopLeft.X + quad.BottomRight.X) / 2, 1e-9);
        Assert.Equal(quad.TopLeft.Y, quad.TopRight.Y);
    }

    [Theory]
    [InlineData(3.2, 8)]
    [InlineData(31.6, 32)]
    [InlineData(900, 256)]
    public void NativeSide_AnySquare_NeverEnlarges(double side, int expected) =>
        Assert.Equal(expected, FaceQuads.Whole(1, 1).Scale(side).NativeSide(256));

    private static FacePoint[] Landmarks(double scale)
    {
        var landmarks = Enumerable.Repeat(new FacePoint(50, 60), 68).ToArray();
        for (var i = 36; i < 42; i++)
        {
            landmarks[i] = new FacePoint(40, 50);
            landmarks[i + 6] = new FacePoint(60, 50);
        }

        (landmarks[48], landmarks[54]) = (new FacePoint(42, 72), new FacePoint(58, 72));
        return Array.ConvertAll(landmarks, point => new FacePoint(scale * point.X, scale * point.Y));
    }
}
