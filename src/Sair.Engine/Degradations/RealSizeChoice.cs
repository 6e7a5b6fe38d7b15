using System.Globalization;

namespace Sair.Engine.Degradations;

/// <summary>What is decided about the real size of a face: left open, taken from the estimate, kept as stored, or given.</summary>
public sealed record RealSizeChoice
{
    /// <summary>The word for <see cref="Automatic"/>.</summary>
    public const string AutomaticWord = "auto";

    /// <summary>The word for <see cref="Use"/>.</summary>
    public const string UseWord = "use";

    /// <summary>The word for <see cref="Keep"/>.</summary>
    public const string KeepWord = "keep";

    private RealSizeChoice(string word, int? side = null) => (Word, Side) = (word, side);

    /// <summary>
    /// Gets the choice that decides nothing: the photo is taken as it is stored, and whoever asked is told where it looks enlarged.
    /// A photo that is only soft can look so too, and reducing it would lose what it holds.
    /// </summary>
    public static RealSizeChoice Automatic { get; } = new(AutomaticWord);

    /// <summary>Gets the choice that takes the estimate.</summary>
    public static RealSizeChoice Use { get; } = new(UseWord);

    /// <summary>Gets the choice that takes the photo as it is stored.</summary>
    public static RealSizeChoice Keep { get; } = new(KeepWord);

    /// <summary>Gets the word, or the number, that says it.</summary>
    public string Word { get; }

    /// <summary>Gets the given side of the face square in pixels; null where none is given.</summary>
    public int? Side { get; }

    /// <summary>Gives a side.</summary>
    /// <param name="side">Pixels across the face square that the photo really holds, 8–4096.</param>
    /// <exception cref="InvalidOptionsException">It is out of its range.</exception>
    public static RealSizeChoice Of(int side) =>
        side is >= KnownDegradation.SmallestSide and <= KnownDegradation.LargestSide
            ? new RealSizeChoice(side.ToString(CultureInfo.InvariantCulture), side)
            : throw new InvalidOptionsException(
                $"A real size is {KnownDegradation.SmallestSide} to {KnownDegradation.LargestSide} pixels across the face square, not "
                    + $"{side}."
            );

    /// <summary>Reads a choice.</summary>
    /// <returns>False where the text is none.</returns>
    public static bool TryParse(string? text, out RealSizeChoice choice)
    {
        choice = text switch
        {
            UseWord => Use,
            KeepWord => Keep,
            _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side)
                    && side is >= KnownDegradation.SmallestSide and <= KnownDegradation.LargestSide => Of(side),
            _ => Automatic,
        };
        return choice != Automatic || text == AutomaticWord;
    }

    /// <summary>Tells the side that the engines work on.</summary>
    /// <param name="estimate">What the pixels say.</param>
    /// <param name="stored">Side of the face square in pixels of the photo.</param>
    /// <returns>Less than <paramref name="stored"/>, or null for the stored size.</returns>
    public int? Resolve(RealSize estimate, double stored)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        var takes = this == Use && estimate.Certainty != EnlargementCertainty.No;
        var side = Side ?? (takes ? Math.Max(KnownDegradation.SmallestSide, estimate.Of(stored)) : null);
        return side < Math.Round(stored) ? side : null;
    }
}
