namespace Sair.Evaluation.Metrics;

/// <summary>The mean difference of two rows over the same faces, and how sure it is.</summary>
/// <param name="Mean">Mean of first less second.</param>
/// <param name="StandardError">Standard error of that mean: deviation over √n.</param>
public readonly record struct PairedDifference(double Mean, double StandardError)
{
    /// <summary>Compares two rows.</summary>
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
}
