using Sair.Engine.Imaging;

namespace Sair.Application.Evidence;

/// <summary>Compares a result with the photo at the photo's own resolution: what differs there was invented against the photo.</summary>
/// <param name="Difference">Root mean square difference in 8-bit levels.</param>
/// <param name="Picture">The photo in grey, coloured where the result contradicts it.</param>
public sealed record ConsistencyMap(double Difference, RgbImage Picture)
{
    private const int PictureSide = 512;

    // What noise and compression make of an unchanged face.
    private const double Unnoticed = 6;
    private const double Full = 48;

    /// <summary>
    /// Reduces the result to the photo's size, evens both out by one pixel, because the photo's blur is not known exactly, and
    /// compares.
    /// </summary>
    public static ConsistencyMap Of(RgbImage photo, RgbImage result)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(result);
        var reduced = ImageResizer.Resize(result, photo.Width, photo.Height);
        var (first, second) = (Smooth(photo), Smooth(reduced));
        var differences = new double[photo.Width * photo.Height];
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            var difference = first[i] - second[i];
            differences[i / 3] += Math.Abs(difference) / 3;
            sum += difference * difference;
        }

        return new ConsistencyMap(Math.Sqrt(sum / first.Length), Draw(photo, differences));
    }

    private static RgbImage Draw(RgbImage photo, double[] differences)
    {
        var pixels = new byte[photo.Pixels.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            var grey = Luma.Of(photo, i);
            var heat = Math.Clamp((differences[i] - Unnoticed) / (Full - Unnoticed), 0, 1);
            var cover = Math.Sqrt(heat) * 0.85;
            pixels[3 * i] = (byte)((grey * (1 - cover)) + (255 * cover));
            pixels[(3 * i) + 1] = (byte)((grey * (1 - cover)) + ((200 - (170 * heat)) * cover));
            pixels[(3 * i) + 2] = (byte)((grey * (1 - cover)) + (30 * cover));
        }

        return ImageResizer.Resize(new RgbImage(photo.Width, photo.Height, pixels), PictureSide, PictureSide);
    }

    private static double[] Smooth(RgbImage image)
    {
        var smooth = new double[image.Pixels.Length];
        for (var i = 0; i < smooth.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, 3);
            var (y, x) = Math.DivRem(pixel, image.Width);
            var (sum, count) = (0.0, 0);
            for (var dy = Math.Max(0, y - 1); dy <= Math.Min(image.Height - 1, y + 1); dy++)
            {
                for (var dx = Math.Max(0, x - 1); dx <= Math.Min(image.Width - 1, x + 1); dx++)
                {
                    sum += image.Pixels[(3 * ((dy * image.Width) + dx)) + channel];
                    count++;
                }
            }

            smooth[i] = sum / count;
        }

        return smooth;
    }
}
