namespace Sair.Evaluation.Metrics;

/// <summary>Asymmetric generalised Gaussian distribution, fitted by moments (Lasmar 2009; Mittal 2012).</summary>
/// <param name="Shape">α: 2 is Gaussian, 1 Laplacian.</param>
/// <param name="Left">Standard deviation of negative values.</param>
/// <param name="Right">Standard deviation of positive values.</param>
public sealed record AsymmetricGaussian(double Shape, double Left, double Right)
{
    private const double SmallestShape = 0.2;
    private const double LargestShape = 10;
    private const double Resolution = 0.001;

    private static readonly double[] s_shapes = [.. Enumerable.Range(0, (int)((LargestShape - SmallestShape) / Resolution) + 1).Select(i => SmallestShape + (i * Resolution))];
    private static readonly double[] s_ratios = [.. s_shapes.Select(shape => Square(Gamma(2 / shape)) / (Gamma(1 / shape) * Gamma(3 / shape)))];

    /// <summary>Gets the mean η of the distribution.</summary>
    public double Mean => (RightWidth - LeftWidth) * (Gamma(2 / Shape) / Gamma(1 / Shape));

    /// <summary>Gets β, the width of the negative half.</summary>
    public double LeftWidth => Left * WidthPerDeviation;

    /// <summary>Gets β, the width of the positive half.</summary>
    public double RightWidth => Right * WidthPerDeviation;

    private double WidthPerDeviation => Math.Sqrt(Gamma(1 / Shape) / Gamma(3 / Shape));

    /// <summary>Fits the distribution.</summary>
    /// <param name="values">At least one value of either sign.</param>
    public static AsymmetricGaussian Fit(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (negative, positive, negatives, positives, absolute) = (0.0, 0.0, 0, 0, 0.0);
        foreach (var value in values)
        {
            absolute += Math.Abs(value);
            if (value < 0)
            {
                negative += value * value;
                negatives++;
            }
            else if (value > 0)
            {
                positive += value * value;
                positives++;
            }
        }

        var left = Math.Sqrt(negative / Math.Max(1, negatives));
        var right = Math.Sqrt(positive / Math.Max(1, positives));
        var energy = (negative + positive) / values.Count;
        var ratio = energy > 0 ? Square(absolute / values.Count) / energy : 0;
        var g = right > 0 ? left / right : 1;
        var wanted = ratio * ((g * g * g) + 1) * (g + 1) / Square((g * g) + 1);

        // The ratio rises with the shape, so the nearest one stands beside the place of insertion.
        var place = Array.BinarySearch(s_ratios, wanted);
        var above = Math.Clamp(place < 0 ? ~place : place, 1, s_ratios.Length - 1);
        var nearest = Math.Abs(s_ratios[above] - wanted) < Math.Abs(s_ratios[above - 1] - wanted) ? above : above - 1;
        return new AsymmetricGaussian(s_shapes[nearest], left, right);
    }

    // Lanczos 1964, g = 7, nine terms.
    internal static double Gamma(double x)
    {
        double[] terms = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
        if (x < 0.5)
        {
            return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        }

        var shifted = x - 1;
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++)
        {
            sum += terms[i] / (shifted + i);
        }

        var t = shifted + 7.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, shifted + 0.5) * Math.Exp(-t) * sum;
    }

    private static double Square(double x) => x * x;
}
