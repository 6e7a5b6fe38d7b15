namespace Sair.Engine.Quality;

/// <summary>Simple statistics of neighbouring pixels that damage leaves traces in, beside what the network learns.</summary>
/// <remarks>
/// Compression makes neighbours equal and steps at the borders of its 8 × 8 blocks; noise makes them differ everywhere; blur and
/// reduction do so nowhere (compare Mittal 2012, BRISQUE; Wang 2002 on blockiness). All are differentiable in the pixels.
/// </remarks>
internal static class PictureStatistics
{
    /// <summary>The number of statistics.</summary>
    public const int Count = 2 * (3 + 3 + 2);

    private const int Block = 8;
    private const double Unit = 1.0 / 255;
    private const double Smallest = 1e-3;
    private static readonly double[] Steps = [1, 3, 8];

    /// <summary>Computes the statistics.</summary>
    /// <param name="pictures">[N, 3, S, S], RGB, 0–1, S a multiple of 8.</param>
    /// <returns>[N, <see cref="Count"/>], of order 1.</returns>
    public static Tensor Compute(Tensor pictures)
    {
        var luma = pictures.mean([1]); // [N, S, S]
        var chroma = pictures.select(1, 0) - pictures.select(1, 2); // [N, S, S]
        var features = new List<Tensor>();
        foreach (var dimension in new[] { 1, 2 })
        {
            var light = Differences(luma, dimension);
            var colour = Differences(chroma, dimension);
            features.AddRange(Steps.Select(step => Equal(light, step)));
            features.AddRange(Steps.Select(step => Equal(colour, step)));
            features.Add((light.mean([1, 2]) + Smallest).log() * 0.5);
            features.Add(Blockiness(light, dimension));
        }

        return stack(features, 1);
    }

    private static Tensor Differences(Tensor x, int dimension)
    {
        var side = x.shape[dimension];
        return (x.narrow(dimension, 1, side - 1) - x.narrow(dimension, 0, side - 1)).abs();
    }

    private static Tensor Equal(Tensor differences, double step) => (-(differences / (step * Unit)).square()).exp().mean([1, 2]);

    // How far the mean step at one of the eight positions of the grid stands out.
    private static Tensor Blockiness(Tensor differences, int dimension)
    {
        var length = differences.shape[dimension] / Block * Block;
        var profile = differences.narrow(dimension, 0, length).mean([3 - dimension]).reshape(differences.shape[0], -1, Block).mean([1]); // [N, 8]
        return (profile.amax([1]) / (profile.mean([1]) + Smallest)) - 1;
    }
}
