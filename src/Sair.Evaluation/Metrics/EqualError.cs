namespace Sair.Evaluation.Metrics;

/// <summary>The boundary at which a similarity errs equally often on both sides.</summary>
/// <param name="Boundary">From this similarity on two pictures count as one person's.</param>
/// <param name="Rate">The mean share of mistakes on both sides there, 0–1.</param>
public sealed record EqualError(double Boundary, double Rate)
{
    /// <summary>Finds the boundary among the similarities themselves.</summary>
    /// <param name="same">Similarities of pictures of one person; at least one.</param>
    /// <param name="different">Similarities of pictures of different people; at least one.</param>
    /// <exception cref="ArgumentException">One of the lists is empty.</exception>
    public static EqualError Of(IReadOnlyCollection<double> same, IReadOnlyCollection<double> different)
    {
        ArgumentNullException.ThrowIfNull(same);
        ArgumentNullException.ThrowIfNull(different);
        if (same.Count == 0 || different.Count == 0)
        {
            throw new ArgumentException("Both sides need a similarity.");
        }

        var boundary = same.Concat(different).Order()
            .MinBy(candidate => Math.Abs(Share(same, value => value < candidate) - Share(different, value => value >= candidate)));
        return new EqualError(boundary, (Share(same, value => value < boundary) + Share(different, value => value >= boundary)) / 2);
    }

    private static double Share(IReadOnlyCollection<double> values, Func<double, bool> isMistake) => (double)values.Count(isMistake) / values.Count;
}
