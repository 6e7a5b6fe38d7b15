namespace Sair.Worker;

/// <summary>What users are told about the faces of a photo.</summary>
internal static class FaceSentences
{
    public const string None = "No face was found in this photo: mark the face by hand, or choose another photo.";

    public static string Several(int count) => $"There are {count} faces in this photo: choose the one that is meant.";

    public static string TooSmall(double width, int minimum) =>
        $"The face is only {width:0} pixels wide and at least {minimum} are needed to keep anything of the person: choose a larger copy of the photo.";
}
