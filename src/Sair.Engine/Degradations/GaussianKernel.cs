namespace Sair.Engine.Degradations;

/// <summary>Gaussian blur along one axis as a matrix.</summary>
public static class GaussianKernel
{
    private const double RadiusInDeviations = 3;

    /// <summary>Gives the matrix of a blur with mirrored borders.</summary>
    /// <param name="length">Samples.</param>
    /// <param name="deviation">Standard deviation in samples; 0 gives the identity.</param>
    /// <returns>[length, length]; every row sums to 1.</returns>
    public static double[,] Blur(int length, double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        var radius = deviation > 0 ? Math.Min(length - 1, (int)Math.Ceiling(RadiusInDeviations * deviation)) : 0;
        var taps = Enumerable.Range(-radius, (2 * radius) + 1).Select(i => deviation > 0 ? Math.Exp(-i * i / (2 * deviation * deviation)) : 1).ToArray();
        var sum = taps.Sum();
        var matrix = new double[length, length];
        for (var row = 0; row < length; row++)
        {
            for (var tap = 0; tap < taps.Length; tap++)
            {
                matrix[row, BicubicKernel.Reflect(row + tap - radius, length)] += taps[tap] / sum;
            }
        }

        return matrix;
    }
}
