using System.Globalization;
using Sair.Engine;

namespace Sair.Cli.Photos;

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

        var numbers = text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        return numbers.TrueForAll(number => number >= 1) ? new FaceSelection(false, [.. numbers.Distinct()]) : null;
    }

    /// <summary>Writes what <see cref="Parse"/> reads.</summary>
    public override string ToString() => _isAll ? All : string.Join(',', _numbers);

    /// <summary>Gives the 0-based places that are meant.</summary>
    /// <param name="count">How many faces there are.</param>
    /// <exception cref="InvalidOptionsException">A number is larger than that.</exception>
    public IReadOnlyList<int> Of(int count) => _isAll
        ? [.. Enumerable.Range(0, count)]
        : _numbers.All(number => number <= count)
            ? [.. _numbers.Select(number => number - 1)]
            : throw new InvalidOptionsException($"The photo shows {count} face(s), so there is no face {_numbers.Max()}: choose by --faces from 1 to {count}.");
}
