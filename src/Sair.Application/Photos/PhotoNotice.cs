namespace Sair.Application.Photos;

/// <summary>What the user should know about a photo that was taken in.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Sentence">One sentence for the user that says what to do.</param>
public sealed record PhotoNotice(PhotoNoticeKind Kind, string Sentence);

/// <summary>What a <see cref="PhotoNotice"/> is about.</summary>
public enum PhotoNoticeKind
{
    /// <summary>The photo seems to lie on its side or to stand on its head.</summary>
    Lying,

    /// <summary>No face was found; one can be marked by hand.</summary>
    NoFace,

    /// <summary>There are several faces; one has to be chosen.</summary>
    SeveralFaces,

    /// <summary>The largest face is too small to be restored or to serve as reference.</summary>
    FaceTooSmall,
}
