using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>The one tone of a black-and-white, sepia or faded photo: a colour for every brightness.</summary>
public sealed class PhotoTone
{
    private const int Bins = 32;
    private const int MeasuredSide = 160;

    // Root mean square of what colours differ from the tone by, 0–255: scanned prints stay below 3, colour photos lie above 8.
    private const double LargestSpread = 5;

    private readonly (double R, double G, double B)[] _offsets;

    private PhotoTone((double R, double G, double B)[] offsets) => _offsets = offsets;

    /// <summary>Finds the tone of a photo.</summary>
    /// <param name="photo">The whole photo.</param>
    /// <returns>Null for a photo in colour.</returns>
    public static PhotoTone? Find(RgbImage photo)
    {
        // Reduced, so that the colour noise of scanners does not count.
        var small = ImageResizer.ShrinkToFit(photo, MeasuredSide);
        var (sums, counts) = (new double[Bins, 3], new int[Bins]);
        var pixels = small.Width * small.Height;
        for (var i = 0; i < pixels; i++)
        {
            var luma = Luma.Of(small, i);
            var bin = BinOf(luma);
            counts[bin]++;
            for (var channel = 0; channel < 3; channel++)
            {
                sums[bin, channel] += small.Pixels[(i * 3) + channel] - luma;
            }
        }

        var tone = new PhotoTone(Fill(sums, counts));
        var spread = 0.0;
        for (var i = 0; i < pixels; i++)
        {
            var (r, g, b) = tone.Apply(small.Pixels[i * 3], small.Pixels[(i * 3) + 1], small.Pixels[(i * 3) + 2]);
            spread += Square(r - small.Pixels[i * 3]) + Square(g - small.Pixels[(i * 3) + 1]) + Square(b - small.Pixels[(i * 3) + 2]);
        }

        return Math.Sqrt(spread / (pixels * 3)) <= LargestSpread ? tone : null;
    }

    /// <summary>Gives a colour the photo's tone and leaves its brightness.</summary>
    /// <param name="red">0–255.</param>
    /// <param name="green">0–255.</param>
    /// <param name="blue">0–255.</param>
    public (double R, double G, double B) Apply(double red, double green, double blue)
    {
        var luma = Luma.Of(red, green, blue);
        var place = Math.Clamp((luma / 256 * Bins) - 0.5, 0, Bins - 1);
        var low = Math.Min((int)place, Bins - 2);
        var share = place - low;
        double Mix(double first, double second) => luma + ((1 - share) * first) + (share * second);
        var (a, b) = (_offsets[low], _offsets[low + 1]);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));
    }

    private static int BinOf(double luma) => Math.Clamp((int)(luma / 256 * Bins), 0, Bins - 1);

    // A brightness that the photo does not show takes the colour of the nearest that it shows.
    private static (double R, double G, double B)[] Fill(double[,] sums, int[] counts)
    {
        var seen = Enumerable.Range(0, Bins).Where(bin => counts[bin] > 0).ToList();
        return
        [
            .. Enumerable
                .Range(0, Bins)
                .Select(bin => seen.MinBy(other => Math.Abs(other - bin)))
                .Select(bin => (sums[bin, 0] / counts[bin], sums[bin, 1] / counts[bin], sums[bin, 2] / counts[bin])),
        ];
    }

    private static double Square(double value) => value * value;
}
