using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>How much of a person a face square shows: its size, its sharpness and the detector's certainty.</summary>
internal static class FaceQuality
{
    private const int FullSide = 256;
    private const int SharpnessSide = 128;

    // Mean absolute difference of neighbouring luma values of a sharp face square at 128 px, 0–255.
    private const double FullContrast = 6;

    /// <summary>Measures a face.</summary>
    /// <returns>0 (nothing to see) to 1 (as good as is of use).</returns>
    public static double Measure(PreparedFace face)
    {
        var size = Math.Min(1, (double)face.Square.Width / FullSide);
        var certainty = face.Detection?.Score ?? 1;
        return size * Sharpness(face.Square) * certainty;
    }

    private static double Sharpness(RgbImage square)
    {
        var image = square.Width > SharpnessSide ? ImageResizer.Resize(square, SharpnessSide, SharpnessSide) : square;
        double sum = 0;
        var count = 0;
        for (var y = 1; y < image.Height; y++)
        {
            for (var x = 1; x < image.Width; x++)
            {
                var here = Luma(image, x, y);
                sum += Math.Abs(here - Luma(image, x - 1, y)) + Math.Abs(here - Luma(image, x, y - 1));
                count += 2;
            }
        }

        return count == 0 ? 0 : Math.Min(1, sum / count / FullContrast);
    }

    private static double Luma(RgbImage image, int x, int y)
    {
        var i = 3 * ((y * image.Width) + x);
        return (0.299 * image.Pixels[i]) + (0.587 * image.Pixels[i + 1]) + (0.114 * image.Pixels[i + 2]);
    }
}
