using Sair.Engine.Degradations;

namespace Sair.Evaluation.Photos;

/// <summary>Counts how photos of known enlargement are judged.</summary>
public sealed class EnlargementReport
{
    private const double WantedRatio = 1.25;
    private readonly List<(string[] Groups, double Factor, RealSize Judged)> _photos = [];

    /// <summary>Adds a photo.</summary>
    /// <param name="factor">How many times larger the stored photo is than the real one; 1 for not enlarged.</param>
    /// <param name="judged">What was said of it.</param>
    /// <param name="groups">The rows that count it.</param>
    public void Add(double factor, RealSize judged, params string[] groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentNullException.ThrowIfNull(judged);
        _photos.Add((groups, factor, judged));
    }

    /// <summary>Gives all rows in the order in which they came.</summary>
    public IReadOnlyList<EnlargementRow> Rows() =>
        [.. _photos.SelectMany(photo => photo.Groups).Distinct().Select(group => Row(group, [.. _photos.Where(photo => photo.Groups.Contains(group))]))];

    private static EnlargementRow Row(string name, IReadOnlyList<(string[] Groups, double Factor, RealSize Judged)> photos)
    {
        // Sizes only matter where somebody is told one.
        var ratios = photos.Where(photo => photo.Factor > 1 && photo.Judged.Certainty != EnlargementCertainty.No)
            .Select(photo => Math.Exp(Math.Abs(Math.Log(photo.Judged.Factor / photo.Factor)))).Order().ToArray();
        double? At(double share) => ratios.Length == 0 ? null : ratios[(int)(share * (ratios.Length - 1))] - 1;
        return new EnlargementRow(
            name,
            photos.Count,
            photos.Average(photo => photo.Judged.Certainty != EnlargementCertainty.No ? 1.0 : 0),
            photos.Average(photo => photo.Judged.Certainty == EnlargementCertainty.Sure ? 1.0 : 0),
            At(0.5),
            At(0.9),
            ratios.Length == 0 ? null : ratios.Average(ratio => ratio <= WantedRatio ? 1.0 : 0),
            ratios.Length == 0 ? null : photos.Where(photo => photo.Factor > 1 && photo.Judged.Certainty != EnlargementCertainty.No)
                .Average(photo => photo.Factor >= photo.Judged.LowestFactor && photo.Factor <= photo.Judged.HighestFactor ? 1.0 : 0));
    }
}

/// <summary>How the photos of one kind are judged.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Count">How many photos.</param>
/// <param name="Asked">Share that is said to be enlarged, surely or not.</param>
/// <param name="Sure">Share that is surely said to be enlarged.</param>
/// <param name="MedianError">Half of the told sizes are off by less, as a share; null where none was told of an enlarged photo.</param>
/// <param name="LargeError">Nine of ten told sizes are off by less.</param>
/// <param name="Near">Share of the told sizes that are within 25 %.</param>
/// <param name="Inside">Share of the told intervals that hold the truth.</param>
public sealed record EnlargementRow(string Name, int Count, double Asked, double Sure, double? MedianError, double? LargeError, double? Near, double? Inside);
