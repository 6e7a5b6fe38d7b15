namespace Sair.Engine.Preparation;

/// <summary>Compares descriptors of the 128-d recogniser.</summary>
public static class FaceSimilarity
{
    /// <summary>Side of a face square, in pixels, below which its descriptor no longer tells people apart.</summary>
    public const int LeastComparableSide = 24;

    // Where same and different people are told apart equally well: 0.6 on good photos, in between on 24 px.
    private const double SharpBoundary = 0.6;
    private const double CoarseBoundary = 0.68;
    private const int SharpSide = 64;

    /// <summary>Gets the Euclidean distance of two descriptors: 0 is equal, different people are about 0.8 apart.</summary>
    public static double Distance(float[] first, float[] second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Math.Sqrt(first.Zip(second, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
    }

    /// <summary>Gets the distance of two faces, or null where one of them is too coarse to be compared.</summary>
    public static double? Distance(PreparedFace first, PreparedFace second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return CoarserSide(first, second) < LeastComparableSide ? null : Distance(first.Description.Descriptor, second.Description.Descriptor);
    }

    /// <summary>Gets the distance up to which two faces count as one person; higher where one of them is coarse.</summary>
    public static double Boundary(PreparedFace first, PreparedFace second)
    {
        var coarseness = (double)(SharpSide - CoarserSide(first, second)) / (SharpSide - LeastComparableSide);
        return SharpBoundary + (Math.Clamp(coarseness, 0, 1) * (CoarseBoundary - SharpBoundary));
    }

    private static int CoarserSide(PreparedFace first, PreparedFace second) => Math.Min(first.Square.Width, second.Square.Width);
}
