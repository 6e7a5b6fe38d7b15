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
        var sum = 0.0;
        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            var difference = (double)first[i] - second[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Gets the distance of two faces, or null where one of them is too coarse to be compared.</summary>
    public static double? Distance(PreparedFace first, PreparedFace second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Math.Min(first.Square.Width, second.Square.Width) < LeastComparableSide
            ? null
            : Distance(first.Description.Descriptor, second.Description.Descriptor);
    }

    /// <summary>Gets the distance of two faces, or null where one of them is too coarse to be compared.</summary>
    public static double? Distance(FaceTraits first, FaceTraits second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Math.Min(first.Side, second.Side) < LeastComparableSide ? null : Distance(first.Descriptor, second.Descriptor);
    }

    /// <summary>Gets the distance up to which two faces count as one person; higher where one of them is coarse.</summary>
    public static double Boundary(PreparedFace first, PreparedFace second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Boundary(first.Square.Width, second.Square.Width);
    }

    /// <summary>Gets the distance up to which two faces count as one person; higher where one of them is coarse.</summary>
    /// <param name="firstSide">Side of the first face square in pixels.</param>
    /// <param name="secondSide">Side of the second face square in pixels.</param>
    public static double Boundary(double firstSide, double secondSide)
    {
        var coarseness = (SharpSide - Math.Min(firstSide, secondSide)) / (SharpSide - LeastComparableSide);
        return SharpBoundary + (Math.Clamp(coarseness, 0, 1) * (CoarseBoundary - SharpBoundary));
    }
}
