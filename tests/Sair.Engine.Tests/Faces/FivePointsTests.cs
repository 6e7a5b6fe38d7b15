using Sair.Engine.Faces;

namespace Sair.Engine.Tests.Faces;

public sealed class FivePointsTests
{
    [Fact]
    public void Place_UprightFace_GivesTheSquareOfTheRecipe()
    {
        var (quad, box) = FivePoints.Place(Points(0));

        // Twice the eye distance of 40 exceeds 1.8 times the 42 from eyes to mouth, so half the side is 80.
        Assert.Equal(160, quad.Side, 6);
        Assert.Equal(
            (100, 104.2),
            (Math.Round((quad.TopLeft.X + quad.BottomRight.X) / 2, 6), Math.Round((quad.TopLeft.Y + quad.BottomRight.Y) / 2, 6))
        );
        Assert.Equal(quad.TopLeft.Y, quad.TopRight.Y, 6);
        Assert.InRange(box.Width, 90, 110);
    }

    [Fact]
    public void Place_TurnedFace_TurnsTheSquare()
    {
        var quad = FivePoints.Place(Points(0.5)).Quad;

        Assert.Equal(160, quad.Side, 6);
        Assert.Equal(0.5, Math.Atan2(quad.TopRight.Y - quad.TopLeft.Y, quad.TopRight.X - quad.TopLeft.X), 6);
    }

    [Fact]
    public void Place_EyesSwapped_SaysInWhichOrder()
    {
        var points = Points(0);
        (points[0], points[1]) = (points[1], points[0]);

        Assert.Contains(
            "the left eye, the right eye",
            Assert.Throws<NoFaceFoundException>(() => FivePoints.Place(points)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<NoFaceFoundException>(() => FivePoints.Place(points[..4]));
    }

    // Eyes 40 apart at 100, 100, mouth 42 below, turned around the middle of the eyes.
    private static FacePoint[] Points(double angle) =>
        [
            .. new (double X, double Y)[] { (-20, 0), (20, 0), (0, 20), (-15, 42), (15, 42) }.Select(point => new FacePoint(
                100 + (point.X * Math.Cos(angle)) - (point.Y * Math.Sin(angle)),
                100 + (point.X * Math.Sin(angle)) + (point.Y * Math.Cos(angle))
            )),
        ];
}
