using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>The option that says what a photo really holds, where it was enlarged before.</summary>
internal static class RealSizeOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--real-size", "--photo-side")
        {
            Description =
                "What to do with a photo that was enlarged before. auto takes the photo as it is stored and says where it looks "
                + "enlarged; use works on the real size that it seems to have; keep takes it as it is stored; or the pixels across a face "
                + "square that it really holds.",
            HelpName = "auto|use|keep|PX",
            DefaultValueFactory = _ => RealSizeChoice.AutomaticWord,
        };
        option.Validate(text =>
            RealSizeChoice.TryParse(text, out _)
                ? null
                : $"{option.Name} takes {RealSizeChoice.AutomaticWord}, {RealSizeChoice.UseWord}, {RealSizeChoice.KeepWord} or "
                    + $"{KnownDegradation.SmallestSide} to {KnownDegradation.LargestSide} pixels across the face square, not “{text}”."
        );
        return option;
    }

    /// <summary>Reads the option.</summary>
    public static RealSizeChoice Read(ParseResult parsed, Option<string> option) =>
        RealSizeChoice.TryParse(parsed.GetValue(option), out var choice) ? choice : RealSizeChoice.Automatic;
}

/// <summary>What is decided about the real size of one face or of a whole photo, and why.</summary>
/// <param name="Choice">What was asked for.</param>
/// <param name="Estimate">What the pixels say.</param>
internal sealed record RealSizeDecision(RealSizeChoice Choice, RealSize Estimate)
{
    /// <summary>Decides about one face.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="photo">The photo that the face was found on; the face square itself where it was not searched for.</param>
    /// <param name="face">The face.</param>
    public static RealSizeDecision Of(RealSizeChoice choice, RgbImage photo, PreparedFace face) =>
        new(choice, face.Detection is { } found ? RealSize.OfFace(photo, found.Quad) : RealSize.Of(photo, []));

    /// <summary>Decides about a photo.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="faces">Its faces.</param>
    public static RealSizeDecision Of(RealSizeChoice choice, RgbImage photo, IReadOnlyList<PreparedFace> faces) =>
        new(
            choice,
            RealSize.Of(photo, [.. faces.Select(face => face.Detection).OfType<Engine.Faces.DetectedFace>().Select(found => found.Quad)])
        );

    /// <summary>Adds the real side to what else is known of a face.</summary>
    /// <param name="known">What else is known.</param>
    /// <param name="face">The face.</param>
    public KnownDegradation? Apply(KnownDegradation? known, PreparedFace face) =>
        SideOf(face) is { } side ? (known ?? new KnownDegradation()) with { Side = side } : known;

    /// <summary>Tells the side that an engine works on; null for the stored one.</summary>
    public int? SideOf(PreparedFace face) => Choice.Resolve(Estimate, StoredSide(face));

    /// <summary>Describes what was decided, or what there is to decide.</summary>
    /// <param name="path">The photo.</param>
    /// <param name="face">The face, or of several the largest.</param>
    /// <returns>One sentence; null where nothing is to be said.</returns>
    public string? Describe(string path, PreparedFace face) => Describe(path, StoredSide(face));

    /// <summary>Describes what was decided, or what there is to decide.</summary>
    /// <param name="path">The photo.</param>
    /// <param name="stored">Side of the face square in pixels of the photo.</param>
    /// <returns>One sentence; null where nothing is to be said.</returns>
    public string? Describe(string path, double stored)
    {
        var times = Estimate.Factor.ToString("0.#", CultureInfo.InvariantCulture);
        var real = $"about {Estimate.Of(stored)} of its {stored:0} px";
        return (Choice == RealSizeChoice.Automatic, Estimate.Certainty) switch
        {
            (true, EnlargementCertainty.Sure) =>
                $"{path} seems to have been enlarged about {times} times: --real-size use restores the face from {real}, --real-size keep "
                    + $"takes it as it is stored.",
            (true, EnlargementCertainty.Unsure) =>
                $"{path} may have been enlarged about {times} times, or is just soft: --real-size use restores the face from {real}, "
                    + $"--real-size keep takes it as it is stored.",
            _ => null,
        };
    }

    /// <summary>Writes the decision for the record of a run.</summary>
    /// <param name="face">The face, or of several the largest.</param>
    public RealSizeRecord ToRecord(PreparedFace face) => ToRecord((int)Math.Round(StoredSide(face)), SideOf(face));

    /// <summary>Writes the decision for the record of a run.</summary>
    /// <param name="stored">Side of the face square in pixels of the photo.</param>
    /// <param name="used">Side in pixels that the engine worked on; null for the stored one.</param>
    public RealSizeRecord ToRecord(int stored, int? used) =>
        new(
            Choice.Word,
            Estimate.Certainty,
            Estimate.Factor,
            Estimate.LowestFactor,
            Estimate.HighestFactor,
            stored,
            Math.Min(stored, used ?? stored)
        );

    private static double StoredSide(PreparedFace face) => face.Detection?.Quad.Side ?? face.Square.Width;
}

/// <summary>What was decided about the real size, as records hold it.</summary>
/// <param name="Choice">What was asked for.</param>
/// <param name="Enlarged">Whether the photo looks enlarged.</param>
/// <param name="Factor">How many times, 1 where it does not.</param>
/// <param name="LowestFactor">The factor is larger in nine of ten such photos.</param>
/// <param name="HighestFactor">The factor is smaller in nine of ten such photos.</param>
/// <param name="StoredSide">Side of the face square, of several faces the largest one's, in pixels of the photo.</param>
/// <param name="UsedSide">Side in pixels that the engine worked on.</param>
internal sealed record RealSizeRecord(
    string Choice,
    EnlargementCertainty Enlarged,
    double Factor,
    double LowestFactor,
    double HighestFactor,
    int StoredSide,
    int UsedSide
)
{
    /// <summary>Describes what a result was made of.</summary>
    /// <param name="stored">Side of the face square as it is stored, in pixels.</param>
    public string Describe(int stored) =>
        UsedSide < stored ? $"from {UsedSide}×{UsedSide} pixels, stored as {stored}×{stored}" : $"from {stored}×{stored} pixels";
}
