namespace Sair.Evaluation.Metrics;

/// <summary>The difference of two rows over the same faces, and how sure it is.</summary>
/// <param name="Mean">First less second.</param>
/// <param name="StandardError">Standard error of that difference.</param>
public readonly record struct PairedDifference(double Mean, double StandardError)
{
    /// <summary>Compares the means of two rows; the standard error is the deviation over √n.</summary>
    /// <param name="first">Values of one row, face by face.</param>
    /// <param name="second">Values of the other row, of the same faces.</param>
    /// <exception cref="ArgumentException">The rows differ in length, or have fewer than two faces.</exception>
    public static PairedDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count || first.Count < 2)
        {
            throw new ArgumentException($"Rows of {first.Count} and {second.Count} faces cannot be compared in pairs.", nameof(second));
        }

        var differences = first.Zip(second, (a, b) => a - b).ToList();
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Count - 1);
        return new PairedDifference(mean, Math.Sqrt(variance / differences.Count));
    }

    /// <summary>
    /// Compares two rows by a figure of whole sets, such as the Fréchet distance; the standard error is the jackknife's (Efron 1982).
    /// </summary>
    /// <param name="count">Number of faces, at least three.</param>
    /// <param name="difference">The figure's difference over the faces of these numbers.</param>
    public static PairedDifference OfSets(int count, Func<IReadOnlyList<int>, double> difference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 3);
        ArgumentNullException.ThrowIfNull(difference);
        var all = Enumerable.Range(0, count).ToList();
        var without = all.ConvertAll(left => difference([.. all.Where(number => number != left)]));
        var mean = without.Average();
        var squares = without.Sum(value => (value - mean) * (value - mean));
        return new PairedDifference(difference(all), Math.Sqrt(squares * (count - 1) / count));
    }
}
