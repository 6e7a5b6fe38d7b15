namespace Sair.Engine.Imaging.Containers;

/// <summary>What a file says of its picture that libvips does not pass on, or passes on wrongly.</summary>
internal sealed record ContainerNotes
{
    /// <summary>Gets the notes of a file that needs none.</summary>
    public static ContainerNotes None { get; } = new();

    /// <summary>Gets the number of the page that holds the photo.</summary>
    public int Page { get; init; }

    /// <summary>Gets how the colours are coded where that is neither sRGB nor told by an ICC profile; it comes before a profile.</summary>
    public CodedColours? Colours { get; init; }

    /// <summary>Gets which band is the alpha; null for the one behind the colours, if there is one.</summary>
    public int? AlphaBand { get; init; }

    /// <summary>Gets a value indicating whether the decoder turns the pixels itself.</summary>
    public bool IsTurnedByDecoder { get; init; }

    /// <summary>Gets a value indicating whether bands without alpha are left out.</summary>
    public bool HasNoAlpha { get; init; }

    /// <summary>Gets in how many passes over the picture it is stored.</summary>
    public int Scans { get; init; } = 1;

    /// <summary>Gets what the decoder finds behind the file, where the file has no end of its own.</summary>
    public byte[] Tail { get; init; } = [];

    /// <summary>Gets bytes that the decoder gets in place of those in the file.</summary>
    public IReadOnlyList<(long Offset, byte[] Bytes)> Patches { get; init; } = [];
}
