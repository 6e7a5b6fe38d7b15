namespace Sair.Engine.Faces.Sampling;

/// <summary>Linear resampling of one axis as a matrix, so that cutting and resizing is two products that can be differentiated.</summary>
/// <remarks>
/// Triangle filter with half-pixel centres, as wide as the step when shrinking (no aliasing) and one pixel wide when enlarging.
/// </remarks>
internal static class ResamplingMatrix
{
    /// <summary>Builds the matrix [outputs, length].</summary>
    /// <param name="length">Samples of the axis.</param>
    /// <param name="start">Where the first output sample begins, in pixels of the axis; may lie outside.</param>
    /// <param name="extent">How many pixels the outputs cover, above 0.</param>
    /// <param name="outputs">Number of output samples.</param>
    /// <param name="validFrom">Pixels before this position count as zero.</param>
    /// <param name="validTo">Pixels from this position on count as zero.</param>
    /// <param name="device">Where the matrix is wanted.</param>
    public static Tensor Create(int length, double start, double extent, int outputs, double validFrom, double validTo, Device device)
    {
        var step = extent / outputs;
        var radius = Math.Max(step, 1);
        var values = new float[(long)outputs * length];
        for (var i = 0; i < outputs; i++)
        {
            var centre = start + ((i + 0.5) * step);
            var first = (int)Math.Floor(centre - radius);
            var last = (int)Math.Ceiling(centre + radius);
            var total = 0.0;
            for (var j = first; j <= last; j++)
            {
                total += Weight(j, centre, radius);
            }

            for (var j = first; j <= last; j++)
            {
                // Beyond the picture its border goes on; beyond the valid part there is zero.
                if (j + 0.5 >= validFrom && j + 0.5 < validTo)
                {
                    values[(i * length) + Math.Clamp(j, 0, length - 1)] += (float)(Weight(j, centre, radius) / total);
                }
            }
        }

        return torch.tensor(values, [outputs, length], device: device);
    }

    private static double Weight(int sample, double centre, double radius) => Math.Max(0, 1 - (Math.Abs(sample + 0.5 - centre) / radius));
}
