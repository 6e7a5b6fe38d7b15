namespace Sair.Application.Photos;

/// <summary>What users are told about the faces of a photo.</summary>
public static class FaceSentences
{
    /// <summary>No face at all.</summary>
    public const string None = "No face was found in this photo: mark the face by hand, or choose another photo.";

    /// <summary>A photo that lies.</summary>
    /// <param name="turn">How far the photo has to be turned clockwise: 90, 180 or 270 degrees.</param>
    public static string Lying(int turn) =>
        turn == 180
            ? "This photo seems to stand on its head: turn it upright, and the faces are found and recognised."
            : "This photo seems to lie on its side: turn it upright, and the faces are found and recognised.";

    /// <summary>More than one face.</summary>
    public static string Several(int count) => $"There are {count} faces in this photo: choose the one that is meant.";

    /// <summary>A face of too few pixels.</summary>
    public static string TooSmall(double width, int minimum) =>
        $"The face is only {width:0} pixels wide and at least {minimum} are needed to keep anything of the person: choose a larger "
        + "copy of the photo.";
}
