using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

/// <summary>Prepares network inputs exactly as face-api does: pad to a square with zeros, resize with two linear taps per axis.</summary>
/// <remarks>
/// Source position = output position · input size / output size, without half-pixel centres and without a low-pass filter
/// (TensorFlow's <c>resizeBilinear</c> with <c>align_corners</c> and <c>half_pixel_centers</c> off).
/// </remarks>
internal static class NetworkInput
{
    private const int Channels = 3;

    /// <summary>Fills one picture of a batch.</summary>
    /// <param name="image">The photo.</param>
    /// <param name="crop">The part to show.</param>
    /// <param name="side">Side of the input in pixels.</param>
    /// <param name="isCentred">Pads on both sides of the shorter axis instead of at its end.</param>
    /// <param name="planes">Receives three planes R, G, B of side² values, 0–255.</param>
    public static void Fill(RgbImage image, PixelRectangle crop, int side, bool isCentred, Span<float> planes)
    {
        var square = Math.Max(crop.Width, crop.Height);
        var columns = Taps(crop.X, crop.Width, square, side, isCentred);
        var rows = Taps(crop.Y, crop.Height, square, side, isCentred);
        var stride = image.Width * Channels;
        var plane = side * side;
        for (var y = 0; y < side; y++)
        {
            var row = rows[y];
            var upper = image.Pixels.AsSpan(row.First * stride, stride);
            var lower = image.Pixels.AsSpan(row.Second * stride, stride);
            for (var x = 0; x < side; x++)
            {
                var column = columns[x];
                var left = column.First * Channels;
                var right = column.Second * Channels;
                for (var c = 0; c < Channels; c++)
                {
                    var top = (upper[left + c] * column.FirstWeight) + (upper[right + c] * column.SecondWeight);
                    var bottom = (lower[left + c] * column.FirstWeight) + (lower[right + c] * column.SecondWeight);
                    planes[(c * plane) + (y * side) + x] = (top * row.FirstWeight) + (bottom * row.SecondWeight);
                }
            }
        }
    }

    /// <summary>Makes a batch of one picture [1, 3, side, side], RGB 0–255.</summary>
    public static Tensor Single(RgbImage image, PixelRectangle crop, int side, bool isCentred)
    {
        var values = new float[Channels * side * side];
        Fill(image, crop, side, isCentred, values);
        return torch.tensor(values, [1, Channels, side, side]);
    }

    // Taps in the padding keep a legal position and weigh nothing.
    private static Tap[] Taps(int start, int length, int square, int side, bool isCentred)
    {
        var padding = square - length;
        var before = isCentred ? padding / 2 : 0;
        var taps = new Tap[side];
        for (var i = 0; i < side; i++)
        {
            var position = (double)i * square / side;
            var first = (int)position;
            var second = Math.Min(first + 1, square - 1);
            var fraction = (float)(position - first);
            taps[i] = new Tap(
                start + Math.Clamp(first - before, 0, length - 1),
                start + Math.Clamp(second - before, 0, length - 1),
                IsInside(first - before, length) ? 1 - fraction : 0,
                IsInside(second - before, length) ? fraction : 0);
        }

        return taps;
    }

    private static bool IsInside(int position, int length) => position >= 0 && position < length;

    private readonly record struct Tap(int First, int Second, float FirstWeight, float SecondWeight);
}
