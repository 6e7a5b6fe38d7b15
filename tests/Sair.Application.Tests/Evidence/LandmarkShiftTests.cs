using Sair.Application.Evidence;
using Sair.Engine.Faces;

namespace Sair.Application.Tests.Evidence;

public sealed class LandmarkShiftTests
{
    private static readonly IReadOnlyList<FacePoint> s_face =
    [
        .. Enumerable
            .Range(0, 68)
            .Select(i => new FacePoint(
                i is >= 36 and < 42 ? 30
                    : i is >= 42 and < 48 ? 70
                    : 10 + (i * 1.1),
                20 + (i * i % 37)
            )),
    ];

    [Fact]
    public void Between_TurnedScaledAndMoved_IsNothing()
    {
        var other = s_face
            .Select(point => new FacePoint(5 + (2 * ((0.8 * point.X) - (0.6 * point.Y))), 9 + (2 * ((0.6 * point.X) + (0.8 * point.Y)))))
            .ToList();

        Assert.Equal(0, LandmarkShift.Between(s_face, other)!.Value, precision: 9);
    }

    [Fact]
    public void Between_OnePointMovedByAnEyeDistance_IsAboutOneSixtyEighth()
    {
        var other = s_face.ToList();
        other[30] = new FacePoint(other[30].X + 40, other[30].Y);

        Assert.InRange(LandmarkShift.Between(s_face, other)!.Value, 0.01, 0.04);
    }

    [Fact]
    public void Between_NoFace_IsUnknown()
    {
        Assert.Null(LandmarkShift.Between([.. Enumerable.Repeat(new FacePoint(1, 1), 68)], s_face));
        Assert.Null(LandmarkShift.Between([], s_face));
    }
}
