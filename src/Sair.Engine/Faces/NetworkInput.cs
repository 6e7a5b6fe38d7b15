using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Prepares network inputs: pad to a square with zeros, resize with two linear taps per axis.</summary>
/// <remarks>
/// Whole-pixel crops are read exactly as face-api does: source position = output position · input size / output size, without
/// half-pixel centres (TensorFlow's <c>resizeBilinear</c> with <c>align_corners</c> and <c>half_pixel_centers</c> off). On a
/// face of some twenty pixels that rounding moves the result by several per cent, so other crops are read where they lie.
/// </remarks>
internal static class NetworkInput
{
    private const int Channels = 3;

    /// <summary>Fills one picture of a batch with whole pixels, as face-api does.</summary>
    /// <param name="image">The photo.</param>
    /// <param name="crop">The part to show.</param>
    /// <param name="side">Side of the input in pixels.</param>
    /// <param name="isCentred">Pads on both sides of the shorter axis instead of at its end.</param>
    /// <param name="planes">Receives three planes R, G, B of side² values, 0–255.</param>
    public static void Fill(RgbImage image, PixelRectangle crop, int side, bool isCentred, Span<float> planes)
    {
        var square = Math.Max(crop.Width, crop.Height);
        Fill(image, Taps(crop.X, crop.Width, square, side, isCentred), Taps(crop.Y, crop.Height, square, side, isCentred), planes);
    }

    /// <summary>Fills one picture of a batch with a crop that may begin and end inside pixels, centred on the square.</summary>
    /// <param name="image">The photo.</param>
    /// <param name="crop">The part to show, inside the photo, in pixels; pixel centres lie at halves.</param>
    /// <param name="side">Side of the input in pixels.</param>
    /// <param name="planes">Receives three planes R, G, B of side² values, 0–255.</param>
    public static void Fill(RgbImage image, FaceBox crop, int side, Span<float> planes)
    {
        var square = Math.Max(crop.Width, crop.Height);
        Fill(image, Taps(crop.X, crop.Width, square, side, image.Width), Taps(crop.Y, crop.Height, square, side, image.Height), planes);
    }

    /// <summary>Makes a batch of one whole-pixel crop [1, 3, side, side], RGB 0–255.</summary>
    public static Tensor Single(RgbImage image, PixelRectangle crop, int side, bool isCentred)
    {
        var values = new float[Channels * side * side];
        Fill(image, crop, side, isCentred, values);
        return torch.tensor(values, [1, Channels, side, side]);
    }

    /// <summary>Makes a batch of one crop [1, 3, side, side], RGB 0–255.</summary>
    public static Tensor Single(RgbImage image, FaceBox crop, int side)
    {
        var values = new float[Channels * side * side];
        Fill(image, crop, side, values);
        return torch.tensor(values, [1, Channels, side, side]);
    }

    private static void Fill(RgbImage image, Tap[] columns, Tap[] rows, Span<float> planes)
    {
        var side = rows.Length;
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

    private static Tap[] Taps(double start, double length, double square, int side, int limit)
    {
        var taps = new Tap[side];
        for (var i = 0; i < side; i++)
        {
            var inside = ((i + 0.5) * square / side) - ((square - length) / 2);
            var position = start + inside - 0.5;
            var first = (int)Math.Floor(position);
            var fraction = (float)(position - first);
            var weight = inside >= 0 && inside <= length ? 1 : 0;
            taps[i] = new Tap(
                Math.Clamp(first, 0, limit - 1),
                Math.Clamp(first + 1, 0, limit - 1),
                weight * (1 - fraction),
                weight * fraction
            );
        }

        return taps;
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
                IsInside(second - before, length) ? fraction : 0
            );
        }

        return taps;
    }

    private static bool IsInside(int position, int length) => position >= 0 && position < length;

    private readonly record struct Tap(int First, int Second, float FirstWeight, float SecondWeight);
}

/// <summary>A photo and its halvings, made when first needed, so that strong shrinking does not alias.</summary>
internal sealed class PhotoPyramid(RgbImage photo)
{
    private readonly List<RgbImage> _levels = [photo];

    /// <summary>Gets the photo at full size.</summary>
    public RgbImage Photo => _levels[0];

    /// <summary>
    /// Picks the largest level at which a part is at most <paramref name="maximumRatio"/> times as wide as the network's input.
    /// </summary>
    public PyramidLevel Pick(double partSide, int inputSide, double maximumRatio)
    {
        var index = 0;
        while (partSide / inputSide > maximumRatio && Math.Min(_levels[index].Width, _levels[index].Height) > 1)
        {
            partSide /= 2;
            index++;
            if (index == _levels.Count)
            {
                var last = _levels[^1];
                _levels.Add(ImageResizer.Resize(last, Math.Max(1, last.Width / 2), Math.Max(1, last.Height / 2), ResampleKernel.Linear));
            }
        }

        return new PyramidLevel(_levels[index], (double)_levels[index].Width / Photo.Width, (double)_levels[index].Height / Photo.Height);
    }
}

/// <summary>One size of a photo.</summary>
/// <param name="Image">The picture.</param>
/// <param name="ScaleX">Its width over the photo's.</param>
/// <param name="ScaleY">Its height over the photo's.</param>
internal readonly record struct PyramidLevel(RgbImage Image, double ScaleX, double ScaleY)
{
    /// <summary>Clips a box of the photo to this level, in its pixels.</summary>
    /// <exception cref="NoFaceFoundException">Less than a pixel is left.</exception>
    public FaceBox Clip(FaceBox box)
    {
        var (left, top) = (Math.Max(0, box.X * ScaleX), Math.Max(0, box.Y * ScaleY));
        var (right, bottom) = (Math.Min(Image.Width, (box.X + box.Width) * ScaleX), Math.Min(Image.Height, (box.Y + box.Height) * ScaleY));
        return right - left >= 1 && bottom - top >= 1
            ? new FaceBox(left, top, right - left, bottom - top)
            : throw new NoFaceFoundException("The marked face lies outside the photo; mark it again.");
    }
}

/// <summary>A rectangle of whole pixels inside a picture.</summary>
internal readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>Clips a box to a picture and rounds each number down, as face-api does; null where nothing is left.</summary>
    public static PixelRectangle? Clip(FaceBox box, int width, int height)
    {
        var x = Math.Max(box.X, 0);
        var y = Math.Max(box.Y, 0);
        var clippedWidth = (int)Math.Floor(Math.Min(box.X + box.Width - x, width - x));
        var clippedHeight = (int)Math.Floor(Math.Min(box.Y + box.Height - y, height - y));
        return clippedWidth < 1 || clippedHeight < 1
            ? null
            : new PixelRectangle((int)Math.Floor(x), (int)Math.Floor(y), clippedWidth, clippedHeight);
    }
}
