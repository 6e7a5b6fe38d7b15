using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads masks from files and gives faces their part of them.</summary>
internal static class MaskFiles
{
    /// <summary>Reads the masks of a photo.</summary>
    /// <returns>Null without masks.</returns>
    /// <exception cref="Engine.InvalidImageException">A file is no usable picture or has other proportions than the photo.</exception>
    /// <param name="photo">The photo as it is worked on.</param>
    /// <param name="masks">Where the masks lie, painted over the photo as it was given.</param>
    /// <param name="turn">How far the photo was turned clockwise.</param>
    public static PhotoMarks? Read(RgbImage photo, MaskPaths masks, int turn = 0) =>
        PhotoMarks.Over(photo, Read(masks.Keep)?.Turn(turn), Read(masks.Ignore)?.Turn(turn), Read(masks.Borrow)?.Turn(turn));

    private static RgbImage? Read(string? path) => path is null ? null : PhotoFile.Read(path);

    /// <summary>Gives an engine's input what is marked and known of its face.</summary>
    /// <param name="input">The input.</param>
    /// <param name="photo">The masks of the photo, or null.</param>
    /// <param name="face">The face.</param>
    /// <param name="proposesScratches">Whether scratches are searched for too.</param>
    /// <param name="degradation">What is known of the degradation, or null.</param>
    public static RestorationInput Mark(RestorationInput input, PhotoMarks? photo, PreparedFace face, bool proposesScratches, KnownDegradation? degradation)
    {
        var marks = photo?.Of(face);
        if (proposesScratches)
        {
            var scratches = new FaceMarks(FaceMarks.Paint(null, ScratchFinder.Propose(face.Square)));
            marks = scratches.Ignores ? marks?.Join(scratches) ?? scratches : marks;
        }

        return input with { Marks = marks, Degradation = degradation };
    }
}

/// <summary>Where masks over a photo lie.</summary>
/// <param name="Keep">Of what stays as it is; null for none.</param>
/// <param name="Ignore">Of damage; null for none.</param>
/// <param name="Borrow">Of what is taken from the best reference; null for none.</param>
internal sealed record MaskPaths(string? Keep = null, string? Ignore = null, string? Borrow = null)
{
    /// <summary>Gets a value indicating whether there is any.</summary>
    public bool IsAny => Keep is not null || Ignore is not null || Borrow is not null;
}
