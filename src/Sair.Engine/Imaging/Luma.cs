namespace Sair.Engine.Imaging;

/// <summary>Luma of 8-bit RGB (ITU-R BT.601): 0.299 R + 0.587 G + 0.114 B.</summary>
public static class Luma
{
    /// <summary>Gets the luma of one pixel.</summary>
    /// <param name="red">0–255.</param>
    /// <param name="green">0–255.</param>
    /// <param name="blue">0–255.</param>
    public static double Of(double red, double green, double blue) => (0.299 * red) + (0.587 * green) + (0.114 * blue);

    /// <summary>Gets the luma of one pixel of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="pixel">Number of the pixel, row by row.</param>
    /// <returns>0–255.</returns>
    public static double Of(RgbImage image, int pixel)
    {
        ArgumentNullException.ThrowIfNull(image);
        var at = pixel * 3;
        return Of(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
