namespace Sair.Engine.Faces;

/// <summary>Removes candidates that show the same face.</summary>
public static class CandidateFilter
{
    private const double MaximumOverlap = 0.5;
    private const double MaximumContainment = 0.7;

    /// <summary>Keeps the best of candidates whose intersection over union exceeds 0.5; best first.</summary>
    public static IReadOnlyList<FaceCandidate> Suppress(IEnumerable<FaceCandidate> candidates) =>
        Keep(candidates, (shared, area, other) => shared / (area + other - shared) > MaximumOverlap);

    /// <summary>Keeps the best where one candidate lies at least seven tenths inside another; largest first.</summary>
    public static IReadOnlyList<FaceCandidate> RemoveNested(IEnumerable<FaceCandidate> candidates) =>
        [.. Keep(candidates, (shared, area, other) => shared / Math.Min(area, other) > MaximumContainment)
            .OrderByDescending(candidate => candidate.Box.Width * candidate.Box.Height)];

    /// <summary>Tells whether two boxes show one face.</summary>
    public static bool AreSame(FaceBox a, FaceBox b)
    {
        var (shared, first, second) = (Shared(a, b), a.Width * a.Height, b.Width * b.Height);
        return shared / (first + second - shared) > MaximumOverlap || shared / Math.Min(first, second) > MaximumContainment;
    }

    private static List<FaceCandidate> Keep(IEnumerable<FaceCandidate> candidates, Func<double, double, double, bool> isSame)
    {
        var kept = new List<FaceCandidate>();
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Score))
        {
            if (!kept.Exists(other => Shared(candidate.Box, other.Box) is > 0 and var shared
                && isSame(shared, candidate.Box.Width * candidate.Box.Height, other.Box.Width * other.Box.Height)))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private static double Shared(FaceBox a, FaceBox b) =>
        Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X))
        * Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));
}
