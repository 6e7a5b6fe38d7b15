using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>The options that say what of a photo counts and how it came about.</summary>
internal sealed class MarkOptions
{
    private readonly Option<string> _keep = new("--keep-mask")
    {
        Description = "A picture over the photo, white where the photo stays as it is: a mole, a scar, glasses.",
        HelpName = "FILE",
    };
    private readonly Option<string> _ignore = new("--ignore-mask")
    {
        Description = "A picture over the photo, white where it is scratched, folded or stained.",
        HelpName = "FILE",
    };
    private readonly Option<string> _borrow = new("--reference-mask")
    {
        Description = "A picture over the photo, white where a face is taken as its best reference shows it: a mole, an earring.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _scratches = new("--scratches")
    {
        Description = "Searches faces for scratches and folds, and leaves them out.",
    };
    private readonly Option<double?> _blur = new("--photo-blur")
    {
        Description = "Blur of the faces, standard deviation in pixels; else it is estimated.",
        HelpName = "PX",
    };
    private readonly Option<double?> _noise = new("--photo-noise")
    {
        Description = "Noise of the faces, standard deviation, where 1 is black to white; else it is estimated.",
        HelpName = "0–0.5",
    };
    private readonly Option<int?> _jpeg = new("--photo-jpeg")
    {
        Description = "JPEG quality of the faces, 0 for none; else it is estimated.",
        HelpName = "0–100",
    };

    /// <summary>Initializes a new instance of the <see cref="MarkOptions"/> class.</summary>
    public MarkOptions()
    {
        foreach (var option in new Option[] { _blur, _noise, _jpeg })
        {
            option.Validate(text => double.TryParse(text, out _) ? null : $"{option.Name} takes a number, not “{text}”.");
        }
    }

    /// <summary>Gets the options.</summary>
    public IReadOnlyList<Option> Options => [_keep, _ignore, _borrow, _scratches, _blur, _noise, _jpeg];

    /// <summary>Reads where masks lie.</summary>
    public MaskPaths Masks(ParseResult parsed) => new(parsed.GetValue(_keep), parsed.GetValue(_ignore), parsed.GetValue(_borrow));

    /// <summary>Reads whether scratches are searched for.</summary>
    public bool ProposesScratches(ParseResult parsed) => parsed.GetValue(_scratches);

    /// <summary>Reads what is known of the degradation; null where nothing is.</summary>
    /// <exception cref="Engine.InvalidOptionsException">A value is out of its range.</exception>
    public KnownDegradation? Degradation(ParseResult parsed)
    {
        var known = new KnownDegradation
        {
            BlurDeviation = parsed.GetValue(_blur),
            NoiseDeviation = parsed.GetValue(_noise),
            JpegQuality = parsed.GetValue(_jpeg),
        };
        known.Validate();
        return known == new KnownDegradation() ? null : known;
    }
}

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
    public static RestorationInput Mark(
        RestorationInput input,
        PhotoMarks? photo,
        PreparedFace face,
        bool proposesScratches,
        KnownDegradation? degradation
    )
    {
        var marks = photo?.Of(face);
        if (proposesScratches)
        {
            var scratches = new FaceMarks(FaceMarks.Paint(null, ScratchFinder.Propose(face.Square)));
            marks = scratches.Ignores ? marks?.Join(scratches) ?? scratches : marks;
        }

        return input with
        {
            Marks = marks,
            Degradation = degradation,
        };
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
