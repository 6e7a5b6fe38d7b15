using Sair.Engine.Faces;

namespace Sair.Engine.Tests.Faces;

public sealed class FaceMaskTests
{
    [Fact]
    public void FromLandmarks_PointsOfARectangle_FillsItsArea()
    {
        using var scope = torch.NewDisposeScope();
        FacePoint[] points = [new(10, 20), new(30, 20), new(30, 50), new(10, 50), new(20, 30), new(12, 44)];

        var mask = FaceMask.FromLandmarks(points, 64, 48);

        Assert.Equal([1, 1, 64, 48], mask.shape);
        Assert.Equal(20 * 30, mask.sum().ToDouble());
        Assert.Equal(1, mask.select(2, 20).select(2, 10).ToDouble());
        Assert.Equal(0, mask.select(2, 50).select(2, 10).ToDouble());
    }

    [Fact]
    public void FromLandmarks_PointsOutside_AreClipped()
    {
        using var scope = torch.NewDisposeScope();

        var mask = FaceMask.FromLandmarks([new(-10, -10), new(100, -10), new(100, 100), new(-10, 100)], 16, 16);

        Assert.Equal(256, mask.sum().ToDouble());
    }

    [Fact]
    public void ConvexHull_InnerPoints_AreLeftOut() =>
        Assert.Equal(4, FaceMask.ConvexHull([new(0, 0), new(4, 0), new(4, 4), new(0, 4), new(2, 2), new(1, 3), new(2, 0)]).Count);
}
