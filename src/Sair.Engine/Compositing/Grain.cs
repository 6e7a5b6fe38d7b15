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
                responses.Add(Math.Abs(
                    At(-1, -1) + At(1, -1) + At(-1, 1) + At(1, 1) - (2 * (At(0, -1) + At(-1, 0) + At(1, 0) + At(0, 1))) + (4 * At(0, 0))));
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
