using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>How much of an edge putting a face back has made around it.</summary>
public static class SeamMeasure
{
    private const int Rays = 120;

    // In half sides: from here outwards the blend gives the restored face less than a fifth. Further in, a restoration changes what it
    // should change, and that is no seam.
    private const double From = 0.86;

    // Beyond half the diagonal of the square nothing was changed.
    private const double To = 0.75;

    /// <summary>Measures the steepest change of the difference between result and photo, outwards from the face.</summary>
    /// <param name="photo">The photo, enlarged to the size of the result.</param>
    /// <param name="result">The photo with the face put back.</param>
    /// <param name="quad">The square in pixels of both.</param>
    /// <returns>
    /// Luma (0–255) per hundredth of the square's side, mean over rays from the centre: 0 where nothing was changed; a hard edge
    /// gives the whole difference at the border.
    /// </returns>
    public static double Measure(RgbImage photo, RgbImage result, FaceQuad quad)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(result);
        var (centreX, centreY) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);
        var step = quad.Side / 100;
        var total = 0.0;
        for (var ray = 0; ray < Rays; ray++)
        {
            var (dx, dy) = (Math.Cos(2 * Math.PI * ray / Rays), Math.Sin(2 * Math.PI * ray / Rays));
            var (steepest, before) = (0.0, double.NaN);
            for (var distance = From * quad.Side / 2; distance <= To * quad.Side; distance += step)
            {
                var difference = DifferenceAt(photo, result, centreX + (dx * distance), centreY + (dy * distance), step);
                steepest = double.IsNaN(before) || double.IsNaN(difference) ? steepest : Math.Max(steepest, Math.Abs(difference - before));
                before = difference;
            }

            total += steepest;
        }

        return total / Rays;
    }

    // Mean over a few pixels, so that grain is no edge.
    private static double DifferenceAt(RgbImage photo, RgbImage result, double x, double y, double step)
    {
        var reach = (int)Math.Max(1, Math.Round(step));
        var (sum, count) = (0.0, 0);
        for (var row = (int)y - reach; row <= (int)y + reach; row++)
        {
            for (var column = (int)x - reach; column <= (int)x + reach; column++)
            {
                if (row >= 0 && column >= 0 && row < photo.Height && column < photo.Width)
                {
                    var pixel = (row * photo.Width) + column;
                    sum += Luma.Of(result, pixel) - Luma.Of(photo, pixel);
                    count++;
                }
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
