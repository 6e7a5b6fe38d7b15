using Sair.Data.Photos;
using Sair.Engine.Degradations;

namespace Sair.Application.Photos;

/// <summary>What is asked about the real size of faces, and what is decided.</summary>
public static class RealSizes
{
    /// <summary>Tells whether a face's photo looks enlarged.</summary>
    public static bool IsAsked(Face face) =>
        FaceMapping.RealSizeOf(face).Certainty != EnlargementCertainty.No && SideOf(face) < FaceNotes.StoredSide(face);

    /// <summary>Gives the real side of a face square in pixels, as it is estimated.</summary>
    public static int SideOf(Face face) =>
        Math.Max(KnownDegradation.SmallestSide, FaceMapping.RealSizeOf(face).Of(FaceMapping.QuadOf(face).Side));

    /// <summary>Tells whether it was decided that a face is restored from its real size.</summary>
    public static bool IsUsed(Face face) => FaceNotes.Parse(face.DegradationJson)?.Side < FaceNotes.StoredSide(face);

    /// <summary>Tells whether it was decided that a face is restored as it is stored.</summary>
    public static bool IsKept(Face face) => FaceNotes.Parse(face.DegradationJson)?.Side >= FaceNotes.StoredSide(face);

    /// <summary>Gives the middle estimate of some faces of one photo.</summary>
    public static RealSize Of(IReadOnlyList<Face> faces) =>
        faces.Select(FaceMapping.RealSizeOf).OrderBy(size => size.Factor).ElementAt(faces.Count / 2);

    /// <summary>Says what the photo looks like.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="faces">Its faces that are asked about; at least one.</param>
    /// <param name="isOne">Whether one face is meant; else the photo.</param>
    public static string Sentence(Photo photo, IReadOnlyList<Face> faces, bool isOne)
    {
        var size = Of(faces);
        var real = isOne
            ? $"about {SideOf(faces[0])} px across the face, not {FaceNotes.StoredSide(faces[0])}"
            : $"about {size.Of(photo.Width)} × {size.Of(photo.Height)} px";
        return size.Certainty == EnlargementCertainty.Sure
            ? $"This photo seems to have been enlarged: its real size looks like {real}."
            : $"This photo may have been enlarged, or it is just soft: its real size could be {real}.";
    }
}
