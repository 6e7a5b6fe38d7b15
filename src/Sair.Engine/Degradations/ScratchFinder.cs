using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>Proposes where a face square is scratched or folded: long, thin, straight lines that are brighter or darker than both their sides.</summary>
/// <remarks>
/// Top-hat transforms (Meyer 1979) leave what is narrower than a small square; of that, a line opening by rank keeps what goes on
/// straight for a good part of the picture (Soille 2001, Directional morphological filtering). What has lines of its own kind
/// beside it is hair or cloth and left alone.
/// </remarks>
public static class ScratchFinder
{
    // Chosen so that most of a drawn scratch is found and little beside it, which the tests measure.
    private const double SmallestContrast = 0.08;
    private const double ContrastInNoise = 4;
    private const int SmallestSide = 24;

    // Larger squares are searched at this side.
    private const int LargestSide = 384;
    private const byte MarkedFrom = 64;

    /// <summary>Finds the lines.</summary>
    /// <param name="square">A face square.</param>
    /// <returns>White where a line is, else black; of the square's size.</returns>
    public static RgbImage Propose(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var picture = ImageResizer.ShrinkToFit(square, LargestSide);
        var (width, height) = (picture.Width, picture.Height);
        var found = new bool[width * height];
        if (Math.Min(width, height) >= SmallestSide)
        {
            var luma = DegradationEstimator.Luma(picture);
            var threshold = (float)Math.Max(SmallestContrast, ContrastInNoise * DegradationEstimator.EstimateNoise(luma));
            var plane = new MorphologyPlane(width, height, [.. luma.Cast<float>()]);
            var reach = Math.Max(1, (int)Math.Round(Math.Min(width, height) / 96.0));
            var lines = new LineOpening(width, height, reach);
            lines.Add(found, Array.ConvertAll(plane.Difference(plane.Open(reach)).Values, value => value > threshold));
            lines.Add(found, Array.ConvertAll(plane.Close(reach).Difference(plane).Values, value => value > threshold));
        }

        return Draw(found, width, height, square);
    }

    // One pixel wider than found: the rim of a scratch is spoilt too.
    private static RgbImage Draw(bool[] found, int width, int height, RgbImage square)
    {
        var wide = new MorphologyPlane(width, height, Array.ConvertAll(found, isFound => isFound ? 1f : 0)).Dilate(1);
        var mask = new RgbImage(width, height, [.. wide.Values.SelectMany(value => Enumerable.Repeat((byte)(255 * value), 3))]);
        var whole = ImageResizer.Resize(mask, square.Width, square.Height, ResampleKernel.Linear);
        return new RgbImage(square.Width, square.Height, Array.ConvertAll(whole.Pixels, value => value >= MarkedFrom ? byte.MaxValue : byte.MinValue));
    }
}
