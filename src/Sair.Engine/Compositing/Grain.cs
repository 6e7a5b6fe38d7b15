using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>The fine noise of film and sensors in a picture's luma.</summary>
public static class Grain
{
    // Median of the absolute value of a standard normal variable.
    private const double MedianOfNormal = 0.6745;

    // Root of the sum of the squared weights of the mask below.
    private const double MaskNorm = 6;

    /// <summary>Estimates the deviation of white noise.</summary>
    /// <param name="image">The picture, at least 3×3 pixels.</param>
    /// <returns>Standard deviation of luma, 0–255; 0 for a picture that is too small.</returns>
    /// <remarks>The difference of two Laplacians (Immerkær 1996), its mean replaced by the median, which edges hardly move.</remarks>
    public static double Measure(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width < 3 || image.Height < 3)
        {
            return 0;
        }

        var luma = new double[image.Width * image.Height];
        for (var i = 0; i < luma.Length; i++)
        {
            luma[i] = Luma.Of(image, i);
        }

        var responses = new List<double>(luma.Length);
        for (var y = 1; y < image.Height - 1; y++)
        {
            for (var x = 1; x < image.Width - 1; x++)
            {
                double At(int dx, int dy) => luma[((y + dy) * image.Width) + x + dx];
                responses.Add(
                    Math.Abs(
                        At(-1, -1) + At(1, -1) + At(-1, 1) + At(1, 1) - (2 * (At(0, -1) + At(-1, 0) + At(1, 0) + At(0, 1))) + (4 * At(0, 0))
                    )
                );
            }
        }

        responses.Sort();
        return responses[responses.Count / 2] / MedianOfNormal / MaskNorm;
    }

    /// <summary>Draws a field of unit normal noise; the same seed gives the same field.</summary>
    /// <param name="side">Side of the field.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Row by row.</returns>
    public static float[] Draw(int side, int seed)
    {
        // Not drawn by libtorch: its one generator belongs to the run that may be going on on another thread.
        var random = new Random(seed);
        var field = new float[side * side];
        for (var i = 0; i < field.Length; i++)
        {
            // Box and Muller 1958.
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            field[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return field;
    }
}

/// <summary>The grain that a restored face lacks beside its photo, at the sampling density of the photo.</summary>
public sealed class GrainLayer
{
    private readonly float[] _field;
    private readonly int _side;
    private readonly double _deviation;

    private GrainLayer(float[] field, int side, double deviation) => (_field, _side, _deviation) = (field, side, deviation);

    /// <summary>Measures both and draws the difference.</summary>
    /// <param name="photo">The photo as it was.</param>
    /// <param name="face">The restored face and its place.</param>
    /// <param name="seed">Seed of the drawn grain.</param>
    /// <returns>Null where the face has as much grain as the photo.</returns>
    public static GrainLayer? Between(RgbImage photo, PlacedFace face, int seed)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(face);
        var side = face.Quad.NativeSide(maximum: 1024);
        var there = Grain.Measure(FaceAligner.Cut(photo, face.Quad, side));
        var here = Grain.Measure(ImageResizer.Resize(face.Restored, side, side));
        return there <= here ? null : new GrainLayer(Grain.Draw(side, seed), side, Math.Sqrt((there * there) - (here * here)));
    }

    /// <summary>Reads the grain of one place.</summary>
    /// <param name="u">Fraction from the left side of the square.</param>
    /// <param name="v">Fraction from its upper side.</param>
    /// <returns>What is added to every channel, 0–255.</returns>
    public double At(double u, double v)
    {
        var (x, y) = (Math.Clamp((int)(u * _side), 0, _side - 1), Math.Clamp((int)(v * _side), 0, _side - 1));
        return _deviation * _field[(y * _side) + x];
    }
}
