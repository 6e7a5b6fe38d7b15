namespace Sair.Engine.Faces;

/// <summary>The region of a face: the convex hull of its 68 landmarks.</summary>
public static class FaceMask
{
    /// <summary>Fills the hull.</summary>
    /// <param name="landmarks">68 points in pixels of the mask.</param>
    /// <param name="height">Height of the mask in pixels.</param>
    /// <param name="width">Width of the mask in pixels.</param>
    /// <param name="device">Where the mask is wanted; the processor when null.</param>
    /// <returns>[1, 1, H, W] float, 1 where the pixel's centre lies in the hull, else 0; belongs to the current scope.</returns>
    public static Tensor FromLandmarks(IReadOnlyList<FacePoint> landmarks, int height, int width, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var hull = ConvexHull(landmarks);
        var values = new float[height * width];
        for (var y = 0; y < height; y++)
        {
            var (from, to) = Span(hull, y + 0.5);
            for (var x = (int)Math.Max(0, Math.Ceiling(from - 0.5)); x < width && x + 0.5 <= to; x++)
            {
                values[(y * width) + x] = 1;
            }
        }

        return torch.tensor(values, [1, 1, height, width], device: device);
    }

    /// <summary>Computes the convex hull (Andrew 1979, monotone chain).</summary>
    /// <returns>The corners in order around the hull.</returns>
    public static IReadOnlyList<FacePoint> ConvexHull(IEnumerable<FacePoint> points)
    {
        var sorted = points.Distinct().OrderBy(point => point.X).ThenBy(point => point.Y).ToArray();
        return sorted.Length < 3 ? sorted : [.. Chain(sorted), .. Chain(sorted.Reverse())];
    }

    private static IEnumerable<FacePoint> Chain(IEnumerable<FacePoint> points)
    {
        var chain = new List<FacePoint>();
        foreach (var point in points)
        {
            while (chain.Count > 1 && Turn(chain[^2], chain[^1], point) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        // The last point begins the other chain.
        return chain.SkipLast(1);
    }

    private static double Turn(FacePoint a, FacePoint b, FacePoint c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));

    // Where a horizontal line enters and leaves a convex polygon.
    private static (double From, double To) Span(IReadOnlyList<FacePoint> hull, double y)
    {
        var (from, to) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < hull.Count; i++)
        {
            var (a, b) = (hull[i], hull[(i + 1) % hull.Count]);
            if (a.Y != b.Y && y >= Math.Min(a.Y, b.Y) && y <= Math.Max(a.Y, b.Y))
            {
                var x = a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X));
                (from, to) = (Math.Min(from, x), Math.Max(to, x));
            }
        }

        return (from, to);
    }
}
