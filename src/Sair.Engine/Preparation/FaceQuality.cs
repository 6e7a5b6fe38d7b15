using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>How much of a person a face square shows: its size, its sharpness and the detector's certainty.</summary>
public static class FaceQuality
{
    private const int FullSide = 256;
    private const int SharpnessSide = 128;

    // What a sharp face square at 128 px loses when it is halved and enlarged again: mean absolute difference of luma, 0–255.
    private const double FullDetail = 2;

    /// <summary>Measures a face.</summary>
    /// <returns>0 (nothing to see) to 1 (as good as is of use).</returns>
    public static double Measure(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var size = Math.Min(1, (double)face.Square.Width / FullSide);
        var certainty = face.Detection?.Score ?? 1;
        return size * Sharpness(face.Square) * certainty;
    }

    /// <summary>Measures detail finer than two pixels: an enlarged or blurred picture has none, whatever it shows.</summary>
    /// <param name="square">A face square; larger ones are reduced to 128 px first.</param>
    /// <returns>0 (blurred) to 1 (as sharp as a face square of 128 px gets).</returns>
    public static double Sharpness(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var image = ImageResizer.ShrinkToFit(square, SharpnessSide);
        var half = ImageResizer.Resize(image, Math.Max(1, image.Width / 2), Math.Max(1, image.Height / 2));
        var enlarged = ImageResizer.Resize(half, image.Width, image.Height, ResampleKernel.Cubic);
        double sum = 0;
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            sum += Math.Abs(Luma.Of(image, i) - Luma.Of(enlarged, i));
        }

        return Math.Min(1, sum / (image.Pixels.Length / 3) / FullDetail);
    }
}
