using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>Compares stored faces by the measures of the engine, so that site and command line agree.</summary>
public static class Likeness
{
    /// <summary>Below this side in pixels a face no longer tells who it is.</summary>
    public const double SmallestJudgedSide = FaceSimilarity.LeastComparableSide;

    /// <summary>The Euclidean distance of two faces' descriptors.</summary>
    public static double Distance(Face one, Face other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return FaceSimilarity.Distance(FaceBytes.UnpackSingles(one.Descriptor), FaceBytes.UnpackSingles(other.Descriptor));
    }

    /// <summary>Side of the face's FFHQ square in pixels: how much the photo really holds.</summary>
    public static double SideOf(Face face) => FaceMapping.QuadOf(face).Side;

    /// <summary>
    /// The greatest distance at which two such faces still show one person; null where the smaller one is too small to tell.
    /// </summary>
    public static double? Threshold(Face one, Face other)
    {
        var (first, second) = (SideOf(one), SideOf(other));
        return Math.Min(first, second) < SmallestJudgedSide ? null : FaceSimilarity.Boundary(first, second);
    }
}
