using System.Globalization;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Cli.Photos;

/// <summary>What <c>sair photo</c> is asked for.</summary>
/// <remarks>Every property counts for <see cref="PhotoRecipe"/> by itself, unless it is named there as one that changes no
/// result.</remarks>
internal sealed record PhotoRequest
{
    /// <summary>Gets the photo, or a folder of photos.</summary>
    public required string Input { get; init; }

    /// <summary>Gets where the result goes: a file, or a folder for a folder.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Gets a value indicating whether the folders below a folder are read too; results go into folders of the same names.
    /// </summary>
    public bool IsRecursive { get; init; }

    /// <summary>Gets where the record of the run goes; null to keep none.</summary>
    public string? Json { get; init; }

    /// <summary>Gets the folders of good photos, one per person.</summary>
    public required IReadOnlyList<string> Albums { get; init; }

    /// <summary>Gets how far photos are turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to the faces of each.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets which faces are meant.</summary>
    public required FaceSelection Faces { get; init; }

    /// <summary>Gets the engine for people with an album.</summary>
    public required IRestorationEngine Engine { get; init; }

    /// <summary>Gets its options.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets the engine for people without an album; null to leave their faces as they are.</summary>
    public IRestorationEngine? BlindEngine { get; init; }

    /// <summary>Gets its options; null where there is none.</summary>
    public EngineOptions? BlindOptions { get; init; }

    /// <summary>Gets where masks over the photo lie.</summary>
    public MaskPaths Masks { get; init; } = new();

    /// <summary>Gets a value indicating whether scratches are searched for and taken as damage.</summary>
    public bool ProposesScratches { get; init; }

    /// <summary>Gets what is known of the degradation of every face.</summary>
    public KnownDegradation? Degradation { get; init; }

    /// <summary>Gets what is decided about the real size of photos that were enlarged before.</summary>
    public RealSizeChoice RealSize { get; init; } = RealSizeChoice.Automatic;

    /// <summary>Gets a value indicating whether what is estimated of each face's degradation is printed.</summary>
    public bool ShowsDegradation { get; init; }

    /// <summary>Gets what of the photo's metadata the result carries.</summary>
    public MetadataChoice Metadata { get; init; }

    /// <summary>Gets how faces are put back.</summary>
    public required CompositingOptions Compositing { get; init; }
}

/// <summary>Which faces of a photo are restored: all, the largest, or some by number.</summary>
internal sealed record FaceSelection
{
    /// <summary>All faces.</summary>
    public const string All = "all";

    /// <summary>The largest face.</summary>
    public const string Largest = "largest";

    private readonly IReadOnlyList<int> _numbers;
    private readonly bool _isAll;

    private FaceSelection(bool isAll, IReadOnlyList<int> numbers) => (_isAll, _numbers) = (isAll, numbers);

    /// <summary>Reads <c>all</c>, <c>largest</c> or numbers from 1 with commas; null for anything else.</summary>
    public static FaceSelection? Parse(string text)
    {
        if (text is All or Largest)
        {
            return new FaceSelection(text == All, [1]);
        }

        var numbers = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .ToList();
        return numbers.TrueForAll(number => number >= 1) ? new FaceSelection(false, [.. numbers.Distinct()]) : null;
    }

    /// <summary>Writes what <see cref="Parse"/> reads.</summary>
    public override string ToString() => _isAll ? All : string.Join(',', _numbers);

    /// <summary>Gives the 0-based places that are meant.</summary>
    /// <param name="count">How many faces there are.</param>
    /// <exception cref="InvalidOptionsException">A number is larger than that.</exception>
    public IReadOnlyList<int> Of(int count) =>
        _isAll ? [.. Enumerable.Range(0, count)]
        : _numbers.All(number => number <= count) ? [.. _numbers.Select(number => number - 1)]
        : throw new InvalidOptionsException(
            $"The photo shows {count} face(s), so there is no face {_numbers.Max()}: choose by --faces from 1 to {count}."
        );
}
