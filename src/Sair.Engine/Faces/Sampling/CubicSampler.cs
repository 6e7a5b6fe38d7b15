using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

/// <summary>Reads pictures between their pixels with a Catmull-Rom cubic; the border goes on outside.</summary>
internal static class CubicSampler
{
    private const int Taps = 4;

    /// <summary>Samples a square on a regular grid.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quad">The square in its pixels; pixel centres lie at halves.</param>
    /// <param name="side">Samples per side.</param>
    public static RgbImage Sample(RgbImage image, FaceQuad quad, int side)
    {
        var pixels = new byte[side * side * 3];
        var (rightX, rightY) = ((quad.TopRight.X - quad.TopLeft.X) / side, (quad.TopRight.Y - quad.TopLeft.Y) / side);
        var (downX, downY) = ((quad.BottomLeft.X - quad.TopLeft.X) / side, (quad.BottomLeft.Y - quad.TopLeft.Y) / side);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (r, g, b) = Sample(
                    image,
                    quad.TopLeft.X + ((x + 0.5) * rightX) + ((y + 0.5) * downX),
                    quad.TopLeft.Y + ((x + 0.5) * rightY) + ((y + 0.5) * downY));
                var at = ((y * side) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (ToByte(r), ToByte(g), ToByte(b));
            }
        }

        return new RgbImage(side, side, pixels);
    }

    /// <summary>Reads one position; pixel centres lie at halves.</summary>
    public static (float R, float G, float B) Sample(RgbImage image, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x - 0.5), (int)Math.Floor(y - 0.5));
        Span<float> columns = stackalloc float[Taps];
        Span<float> rows = stackalloc float[Taps];
        Weigh((float)(x - 0.5 - left), columns);
        Weigh((float)(y - 0.5 - top), rows);
        var (r, g, b) = (0f, 0f, 0f);
        for (var j = 0; j < Taps; j++)
        {
            var row = Math.Clamp(top - 1 + j, 0, image.Height - 1) * image.Width;
            for (var i = 0; i < Taps; i++)
            {
                var at = (row + Math.Clamp(left - 1 + i, 0, image.Width - 1)) * 3;
                var weight = rows[j] * columns[i];
                r += weight * image.Pixels[at];
                g += weight * image.Pixels[at + 1];
                b += weight * image.Pixels[at + 2];
            }
        }

        return (r, g, b);
    }

    private static void Weigh(float t, Span<float> weights)
    {
        weights[0] = ((-0.5f * t + 1f) * t - 0.5f) * t;
        weights[1] = ((1.5f * t - 2.5f) * t * t) + 1f;
        weights[2] = ((-1.5f * t + 2f) * t + 0.5f) * t;
        weights[3] = (0.5f * t - 0.5f) * t * t;
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
