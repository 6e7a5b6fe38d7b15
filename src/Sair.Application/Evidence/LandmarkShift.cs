using Sair.Engine.Faces;

namespace Sair.Application.Evidence;

/// <summary>Compares the shape of two faces by their landmarks.</summary>
public static class LandmarkShift
{
    private const int Count = 68;
    private const int RightEyeStart = 36;
    private const int LeftEyeStart = 42;
    private const int EyePoints = 6;

    /// <summary>
    /// Mean distance of corresponding points after the best shift, turn and scale, in eye distances of the first face
    /// (Procrustes analysis in the plane, Dryden and Mardia 1998).
    /// </summary>
    /// <returns>Null where the points do not make a face.</returns>
    public static double? Between(IReadOnlyList<FacePoint> first, IReadOnlyList<FacePoint> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != Count || second.Count != Count)
        {
            return null;
        }

        var (a, b) = (Centre(first), Centre(second));
        var eyes = Distance(Mean(a, RightEyeStart, EyePoints), Mean(a, LeftEyeStart, EyePoints));
        var size = b.Sum(point => (point.X * point.X) + (point.Y * point.Y));
        if (eyes <= 0 || size <= 0)
        {
            return null;
        }

        // In the plane the best turn and scale is one complex factor: sum of a·conj(b) over sum of |b|².
        var real = a.Zip(b, (p, q) => (p.X * q.X) + (p.Y * q.Y)).Sum() / size;
        var imaginary = a.Zip(b, (p, q) => (p.Y * q.X) - (p.X * q.Y)).Sum() / size;
        return a.Zip(b, (p, q) => Distance(p, new FacePoint((real * q.X) - (imaginary * q.Y), (real * q.Y) + (imaginary * q.X)))).Average()
            / eyes;
    }

    private static List<FacePoint> Centre(IReadOnlyList<FacePoint> points)
    {
        var mean = Mean(points, 0, points.Count);
        return [.. points.Select(point => new FacePoint(point.X - mean.X, point.Y - mean.Y))];
    }

    private static FacePoint Mean(IReadOnlyList<FacePoint> points, int start, int count) =>
        new(points.Skip(start).Take(count).Average(point => point.X), points.Skip(start).Take(count).Average(point => point.Y));

    private static double Distance(FacePoint first, FacePoint second) => double.Hypot(first.X - second.X, first.Y - second.Y);
}
