using Sair.Data.Photos;

namespace Sair.Web.Components.Restoring;

/// <summary>Compares faces by the distance of their descriptors.</summary>
public static class Likeness
{
    /// <summary>The recogniser's own threshold: below it two clear photos show the same person.</summary>
    public const double SamePersonDistance = 0.6;

    /// <summary>Two photos of one person lie this far apart when one face has between <see cref="SmallestJudgedSide"/> and <see cref="ClearSide"/> pixels.</summary>
    public const double SamePersonDistanceWhenSmall = 0.7;

    /// <summary>Side of a face square in pixels from which a photo counts as clear.</summary>
    public const double ClearSide = 64;

    /// <summary>Below this side in pixels a face no longer tells who it is.</summary>
    public const double SmallestJudgedSide = 24;

    /// <summary>The Euclidean distance of two faces' descriptors.</summary>
    public static double Distance(Face one, Face other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var first = FaceBytes.UnpackSingles(one.Descriptor);
        var second = FaceBytes.UnpackSingles(other.Descriptor);
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            sum += (first[i] - second[i]) * (first[i] - second[i]);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The face with the least mean distance to the others; null where there is nothing to compare with.</summary>
    public static Face? MostLike(IReadOnlyCollection<Face> candidates, IReadOnlyCollection<Face> others)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return others is { Count: > 0 } ? candidates.MinBy(candidate => others.Average(other => Distance(candidate, other))) : null;
    }

    /// <summary>Side of the face's FFHQ square in pixels: how much the photo really holds.</summary>
    public static double SideOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var quad = FaceBytes.UnpackDoubles(face.Quad);
        return double.Hypot(quad[2] - quad[0], quad[3] - quad[1]);
    }

    /// <summary>The greatest distance at which two such faces still show one person; null where the smaller one is too small to tell.</summary>
    public static double? Threshold(Face one, Face other) => Math.Min(SideOf(one), SideOf(other)) switch
    {
        >= ClearSide => SamePersonDistance,
        >= SmallestJudgedSide => SamePersonDistanceWhenSmall,
        _ => null,
    };
}
