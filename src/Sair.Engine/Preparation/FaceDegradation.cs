using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>What is estimated of how a face square came about.</summary>
/// <param name="Side">Side of the square in pixels.</param>
/// <param name="RealSide">How many pixels across the photo really holds: less than the side where it seems to have been enlarged
/// (<see cref="RealSize"/>).</param>
/// <param name="BlurDeviation">Standard deviation of the blur in pixels of the square; 0 for none.</param>
/// <param name="NoiseDeviation">Standard deviation of the noise in units of the range 0–1.</param>
/// <param name="JpegQuality">JPEG quality, or null where no blocks show.</param>
/// <param name="GridX">Column of the square at which a block begins, 0–7.</param>
/// <param name="GridY">Row of the square at which a block begins, 0–7.</param>
public sealed record FaceDegradation(
    int Side,
    int RealSide,
    double BlurDeviation,
    double NoiseDeviation,
    int? JpegQuality,
    int GridX,
    int GridY
)
{
    private const int Block = 8;
    private const int LargestCrop = 1024;

    // Turned or resampled more than this over its side, the square has no grid any more.
    private const double LargestShift = 2;

    /// <summary>Estimates a face.</summary>
    /// <param name="photo">The photo, upright; its own grid shows what the turned square hides.</param>
    /// <param name="quad">Where the square was cut.</param>
    /// <param name="square">The square.</param>
    public static FaceDegradation Estimate(RgbImage photo, FaceQuad quad, RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(square);
        var luma = DegradationEstimator.Luma(square);
        var blur = DegradationEstimator.EstimateBlur(luma);
        var grid = DegradationEstimator.EstimateJpegGrid(Around(photo, quad, out var left, out var top));
        return new FaceDegradation(
            square.Width,
            RealSize.OfFace(photo, quad).Of((double)square.Width),
            blur,
            DegradationEstimator.EstimateNoise(luma),
            grid?.Quality,
            grid is { } found ? Modulo(left + found.X - (int)Math.Round(quad.TopLeft.X)) : 0,
            grid is { } place ? Modulo(top + place.Y - (int)Math.Round(quad.TopLeft.Y)) : 0
        );
    }

    /// <summary>Estimates a picture that is a face square already.</summary>
    public static FaceDegradation Estimate(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        return Estimate(square, FaceQuads.Whole(square.Width, square.Height), square);
    }

    /// <summary>Gives what engines can use of the estimate: blocks only where the square has them too.</summary>
    /// <param name="quad">Where the square was cut.</param>
    public KnownDegradation ForEngines(FaceQuad quad)
    {
        var isUpright = Math.Abs(quad.TopRight.Y - quad.TopLeft.Y) <= LargestShift && Math.Abs(quad.Side - Side) <= LargestShift;
        return new KnownDegradation
        {
            BlurDeviation = BlurDeviation,
            NoiseDeviation = NoiseDeviation,
            JpegQuality = isUpright ? JpegQuality ?? 0 : null,
            JpegGridX = isUpright ? GridX : null,
            JpegGridY = isUpright ? GridY : null,
        };
    }

    private static int Modulo(int value) => ((value % Block) + Block) % Block;

    // The upright surroundings at the photo's own pixels.
    private static float[,] Around(RgbImage photo, FaceQuad quad, out int left, out int top)
    {
        double[] xs = [quad.TopLeft.X, quad.BottomLeft.X, quad.BottomRight.X, quad.TopRight.X];
        double[] ys = [quad.TopLeft.Y, quad.BottomLeft.Y, quad.BottomRight.Y, quad.TopRight.Y];
        left = (int)Math.Clamp(xs.Min(), 0, Math.Max(0, photo.Width - 1));
        top = (int)Math.Clamp(ys.Min(), 0, Math.Max(0, photo.Height - 1));
        var (width, height) = (
            Math.Clamp((int)xs.Max() - left, 1, Math.Min(LargestCrop, photo.Width - left)),
            Math.Clamp((int)ys.Max() - top, 1, Math.Min(LargestCrop, photo.Height - top))
        );
        return DegradationEstimator.Luma(photo.Crop(left, top, width, height));
    }
}
