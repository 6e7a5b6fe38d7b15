using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>Estimates blur and compression of a face square from its own pixels.</summary>
/// <remarks>
/// Blur: the gradients of the strongest edges before and after a known extra blur (Zhuo &amp; Sim 2011), less the blur that any
/// sampled picture has. Compression: steps across the borders of the 8 × 8 grid against steps inside it. Both keep to the safe
/// side: what is not clear is 0 or none, which leaves the published degradation model.
/// </remarks>
public static class DegradationEstimator
{
    private const double ExtraDeviation = 1;
    private const double SamplingDeviation = 0.7;
    private const double SmallestBlur = 0.5;
    private const double LargestBlur = 4;
    private const double EdgeShare = 0.05;
    private const double LargestNoise = 0.02;
    private const int SmallestSide = 24;

    // Larger steps are edges of the face, not of blocks.
    private const double LargestStep = 0.06;
    private const int Block = 8;
    private const double SmallestSearchedContrast = 1.2;

    // Contrast of the grid, and the quality at which JPEG makes it: between the medians of 80 aligned faces at 64 and 128 px.
    // Without JPEG none of them exceeded 1.11.
    private static readonly (double Ratio, int Quality)[] s_blockiness = [(1.6, 10), (1.35, 20), (1.2, 30), (1.12, 50)];

    /// <summary>Fills in what the user left open.</summary>
    /// <param name="photo">The degraded square as it was found.</param>
    /// <param name="side">Side of Y in pixels.</param>
    /// <param name="blurDeviation">The user's blur in pixels of Y, or null to estimate.</param>
    /// <param name="jpegQuality">The user's quality, 0 for none, or null to estimate.</param>
    /// <param name="known">What else is known, in pixels of <paramref name="photo"/>; counts where the two above are null.</param>
    public static Degradation Complete(
        RgbImage photo,
        int side,
        double? blurDeviation = null,
        int? jpegQuality = null,
        KnownDegradation? known = null
    )
    {
        ArgumentNullException.ThrowIfNull(photo);
        var luma = Luma(photo);
        var scale = (double)side / photo.Width;
        var quality = jpegQuality ?? known?.JpegQuality ?? EstimateJpegQuality(luma) ?? 0;
        var given = blurDeviation ?? (known?.BlurDeviation * scale);
        var estimated = given is null ? EstimateBlur(luma) * scale : 0;
        return new Degradation
        {
            Side = side,
            BlurDeviation = given ?? (estimated >= SmallestBlur ? estimated : 0),
            NoiseDeviation = known?.NoiseDeviation ?? EstimateNoise(luma),
            JpegQuality = quality > 0 ? quality : null,
            JpegGridX = known?.JpegGridX ?? 0,
            JpegGridY = known?.JpegGridY ?? 0,
        };
    }

    /// <summary>
    /// Estimates the standard deviation of a Gaussian blur beyond normal sampling, in pixels; 0 where there
    /// is none or noise hides it.
    /// </summary>
    /// <param name="luma">[height, width], 0–1.</param>
    public static double EstimateBlur(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        if (Math.Min(luma.GetLength(0), luma.GetLength(1)) < SmallestSide || EstimateNoise(luma) > LargestNoise)
        {
            return 0;
        }

        var sharp = Gradients(luma);
        var soft = Gradients(Blur(luma, ExtraDeviation));
        var strongest = Enumerable
            .Range(0, sharp.Length)
            .OrderByDescending(i => sharp[i])
            .Take(Math.Max(16, (int)(sharp.Length * EdgeShare)))
            .ToArray();
        var ratios = strongest.Where(i => soft[i] > 0).Select(i => sharp[i] / soft[i]).Order().ToArray();
        if (ratios.Length == 0 || ratios[ratios.Length / 2] <= 1)
        {
            return 0;
        }

        var ratio = ratios[ratios.Length / 2];
        var total = ExtraDeviation / Math.Sqrt((ratio * ratio) - 1);
        var excess = (total * total) - (SamplingDeviation * SamplingDeviation);
        return excess > SmallestBlur * SmallestBlur ? Math.Min(LargestBlur, Math.Sqrt(excess)) : 0;
    }

    /// <summary>Estimates the standard deviation of white noise (Immerkær 1996), in units of 0–1.</summary>
    /// <param name="luma">[height, width], 0–1.</param>
    public static double EstimateNoise(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        if (height < 3 || width < 3)
        {
            return 0;
        }

        var responses = new List<double>((height - 2) * (width - 2));
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                responses.Add(
                    Math.Abs(
                        luma[y - 1, x - 1]
                            - (2 * luma[y - 1, x])
                            + luma[y - 1, x + 1]
                            - (2 * luma[y, x - 1])
                            + (4 * luma[y, x])
                            - (2 * luma[y, x + 1])
                            + luma[y + 1, x - 1]
                            - (2 * luma[y + 1, x])
                            + luma[y + 1, x + 1]
                    )
                );
            }
        }

        // The median instead of the mean: edges of a small face fill much of the square. 0.6745 · 6 is the median response to unit noise.
        responses.Sort();
        return responses[responses.Count / 2] / (0.6745 * 6);
    }

    /// <summary>Estimates the JPEG quality where the 8 × 8 grid of the picture itself shows; null where it does not.</summary>
    /// <param name="luma">[height, width], 0–1.</param>
    public static int? EstimateJpegQuality(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        if (height < 2 * Block || width < 2 * Block)
        {
            return null;
        }

        return QualityOf(Math.Min(GridContrast(luma, down: 0, right: 1), GridContrast(luma, down: 1, right: 0)));
    }

    /// <summary>Estimates the JPEG quality and where the 8 × 8 grid begins; null where none shows.</summary>
    /// <param name="luma">[height, width], 0–1.</param>
    /// <returns>Quality, and the first whole block's corner, 0–7 each way.</returns>
    public static (int Quality, int X, int Y)? EstimateJpegGrid(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        if (luma.GetLength(0) < 2 * Block || luma.GetLength(1) < 2 * Block)
        {
            return null;
        }

        var (across, down) = (Steps(luma, down: 0, right: 1), Steps(luma, down: 1, right: 0));
        var (x, y) = (Array.IndexOf(across, across.Max()), Array.IndexOf(down, down.Max()));
        var ratio = Math.Min(Contrast(across, x), Contrast(down, y));

        // The largest of eight is larger than a given one: weak grids that a fixed place would show are not believed.
        return ratio >= SmallestSearchedContrast && QualityOf(ratio) is { } quality ? (quality, x, y) : null;
    }

    /// <summary>Computes the luma of a picture.</summary>
    /// <returns>[height, width], 0–1.</returns>
    public static float[,] Luma(RgbImage photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var luma = new float[photo.Height, photo.Width];
        for (var y = 0; y < photo.Height; y++)
        {
            for (var x = 0; x < photo.Width; x++)
            {
                var i = ((y * photo.Width) + x) * 3;
                luma[y, x] = ((0.299f * photo.Pixels[i]) + (0.587f * photo.Pixels[i + 1]) + (0.114f * photo.Pixels[i + 2])) / 255;
            }
        }

        return luma;
    }

    // Mean small step across the lines of the grid over the largest such mean at any other position of eight.
    internal static double GridContrast(float[,] luma, int down, int right) => Contrast(Steps(luma, down, right), 0);

    private static double Contrast(double[] steps, int position)
    {
        var others = Enumerable.Range(0, Block).Where(other => other != position).Max(other => steps[other]);
        return others > 0 ? steps[position] / others : 0;
    }

    private static int? QualityOf(double ratio) =>
        s_blockiness.Where(entry => ratio >= entry.Ratio).Select(entry => (int?)entry.Quality).FirstOrDefault();

    // Mean small step into each column, or row, of eight.
    private static double[] Steps(float[,] luma, int down, int right)
    {
        var sums = new double[Block];
        var counts = new int[Block];
        for (var y = 0; y < luma.GetLength(0) - down; y++)
        {
            for (var x = 0; x < luma.GetLength(1) - right; x++)
            {
                var position = ((y * down) + (x * right) + 1) % Block;
                sums[position] += Math.Min(LargestStep, Math.Abs(luma[y + down, x + right] - luma[y, x]));
                counts[position]++;
            }
        }

        return [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : 0)];
    }

    private static double[] Gradients(float[,] luma)
    {
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        var gradients = new double[(height - 2) * (width - 2)];
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                var (across, down) = (luma[y, x + 1] - luma[y, x - 1], luma[y + 1, x] - luma[y - 1, x]);
                gradients[((y - 1) * (width - 2)) + x - 1] = Math.Sqrt((across * across) + (down * down));
            }
        }

        return gradients;
    }

    private static float[,] Blur(float[,] luma, double deviation)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        using var filter = new SeparableFilter(GaussianKernel.Blur(height, deviation), GaussianKernel.Blur(width, deviation));
        var values = filter.Apply(tensor(luma.Cast<float>().ToArray(), [1, 1, height, width])).data<float>().ToArray();
        var result = new float[height, width];
        Buffer.BlockCopy(values, 0, result, 0, values.Length * sizeof(float));
        return result;
    }
}
