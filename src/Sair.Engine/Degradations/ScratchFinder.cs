using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>
/// Proposes where a face square is scratched or folded: long, thin, straight lines that are brighter or
/// darker than both their sides.
/// </summary>
/// <remarks>
/// Top-hat transforms (Meyer 1979) leave what is narrower than a small square; of that, a line opening by rank keeps what goes on
/// straight for a good part of the picture (Soille 2001, Directional morphological filtering). What has lines of its own kind
/// beside it is hair or cloth and left alone.
/// </remarks>
public static class ScratchFinder
{
    // Chosen so that most of a drawn scratch is found and little beside it, which the tests measure.
    private const double SmallestContrast = 0.08;
    private const double ContrastInNoise = 4;
    private const int SmallestSide = 24;

    // Larger squares are searched at this side.
    private const int LargestSide = 384;
    private const byte MarkedFrom = 64;

    /// <summary>Finds the lines.</summary>
    /// <param name="square">A face square.</param>
    /// <returns>White where a line is, else black; of the square's size.</returns>
    public static RgbImage Propose(RgbImage square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var picture = ImageResizer.ShrinkToFit(square, LargestSide);
        var (width, height) = (picture.Width, picture.Height);
        var found = new bool[width * height];
        if (Math.Min(width, height) >= SmallestSide)
        {
            var luma = DegradationEstimator.Luma(picture);
            var threshold = (float)Math.Max(SmallestContrast, ContrastInNoise * DegradationEstimator.EstimateNoise(luma));
            var plane = new MorphologyPlane(width, height, [.. luma.Cast<float>()]);
            var reach = Math.Max(1, (int)Math.Round(Math.Min(width, height) / 96.0));
            var lines = new LineOpening(width, height, reach);
            lines.Add(found, Array.ConvertAll(plane.Difference(plane.Open(reach)).Values, value => value > threshold));
            lines.Add(found, Array.ConvertAll(plane.Close(reach).Difference(plane).Values, value => value > threshold));
        }

        return Draw(found, width, height, square);
    }

    // One pixel wider than found: the rim of a scratch is spoilt too.
    private static RgbImage Draw(bool[] found, int width, int height, RgbImage square)
    {
        var wide = new MorphologyPlane(width, height, Array.ConvertAll(found, isFound => isFound ? 1f : 0)).Dilate(1);
        var mask = new RgbImage(width, height, [.. wide.Values.SelectMany(value => Enumerable.Repeat((byte)(255 * value), 3))]);
        var whole = ImageResizer.Resize(mask, square.Width, square.Height, ResampleKernel.Linear);
        return new RgbImage(
            square.Width,
            square.Height,
            Array.ConvertAll(whole.Pixels, value => value >= MarkedFrom ? byte.MaxValue : byte.MinValue)
        );
    }
}

/// <summary>Keeps of a set of pixels those that lie on long straight lines with nothing alike beside them.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="reach">How wide a line may be to each side, in pixels.</param>
internal sealed class LineOpening(int width, int height, int reach)
{
    private const int Directions = 60;

    // A line goes on for this part of the side, with gaps of a tenth; alike pixels accompany it on less than this part.
    private const double LengthShare = 0.3;
    private const double FilledShare = 0.9;
    private const double AccompaniedShare = 0.3;

    /// <summary>Adds what lies on lines.</summary>
    /// <param name="kept">Receives the pixels, row by row.</param>
    /// <param name="set">The set, row by row.</param>
    public void Add(bool[] kept, bool[] set)
    {
        for (var direction = 0; direction < Directions; direction++)
        {
            var (dx, dy) = (Math.Cos(Math.PI * direction / Directions), Math.Sin(Math.PI * direction / Directions));
            var isFlat = Math.Abs(dx) >= Math.Abs(dy);
            var slope = isFlat ? dy / dx : dx / dy;
            var (along, across) = isFlat ? (width, height) : (height, width);
            var window = Math.Max(9, (int)(Math.Min(width, height) * LengthShare * Math.Max(Math.Abs(dx), Math.Abs(dy))));
            var drift = (int)Math.Ceiling(Math.Abs(slope) * along);

            // Sheared rays: each pixel lies on one of them.
            for (var start = -drift; start < across + drift; start++)
            {
                AddRay(
                    kept,
                    set,
                    step => isFlat ? (step, start + (int)Math.Round(step * slope)) : (start + (int)Math.Round(step * slope), step),
                    along,
                    window,
                    (-dy, dx)
                );
            }
        }
    }

    private void AddRay(bool[] kept, bool[] set, Func<int, (int X, int Y)> place, int length, int window, (double X, double Y) normal)
    {
        var filled = new int[length + 1];
        var beside = new int[length + 1];
        for (var step = 0; step < length; step++)
        {
            var (x, y) = place(step);
            filled[step + 1] =
                filled[step]
                + (IsSet(set, x, y) || IsSet(set, x + normal.X, y + normal.Y) || IsSet(set, x - normal.X, y - normal.Y) ? 1 : 0);
            var flank = reach + 2;
            beside[step + 1] =
                beside[step]
                + (IsSet(set, x + (flank * normal.X), y + (flank * normal.Y)) ? 1 : 0)
                + (IsSet(set, x - (flank * normal.X), y - (flank * normal.Y)) ? 1 : 0);
        }

        var marked = 0;
        for (var end = window; end <= length; end++)
        {
            if (filled[end] - filled[end - window] < FilledShare * window || beside[end] - beside[end - window] > AccompaniedShare * window)
            {
                continue;
            }

            for (marked = Math.Max(marked, end - window); marked < end; marked++)
            {
                var (x, y) = place(marked);
                foreach (var side in (ReadOnlySpan<int>)[-1, 0, 1])
                {
                    if (IndexOf(x + (side * normal.X), y + (side * normal.Y)) is { } index && set[index])
                    {
                        kept[index] = true;
                    }
                }
            }
        }
    }

    private bool IsSet(bool[] set, double x, double y) => IndexOf(x, y) is { } index && set[index];

    private int? IndexOf(double x, double y)
    {
        var (column, row) = ((int)Math.Round(x), (int)Math.Round(y));
        return column >= 0 && row >= 0 && column < width && row < height ? (row * width) + column : null;
    }
}

/// <summary>One plane of a picture under grey-scale morphology with flat squares.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="values">Row by row; taken over.</param>
internal sealed class MorphologyPlane(int width, int height, float[] values)
{
    /// <summary>Gets the values, row by row.</summary>
    public float[] Values { get; } = values;

    /// <summary>Takes the largest value of a square around each place.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Dilate(int reach) => Along(1, reach, Math.Max).Along(width, reach, Math.Max);

    /// <summary>Takes the smallest value of a square around each place.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Erode(int reach) => Along(1, reach, Math.Min).Along(width, reach, Math.Min);

    /// <summary>Removes what is bright and narrower than the square.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Open(int reach) => Erode(reach).Dilate(reach);

    /// <summary>Removes what is dark and narrower than the square.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Close(int reach) => Dilate(reach).Erode(reach);

    /// <summary>Subtracts another plane of the same size.</summary>
    public MorphologyPlane Difference(MorphologyPlane other) =>
        new(width, height, [.. Values.Zip(other.Values, (mine, theirs) => mine - theirs)]);

    private MorphologyPlane Along(int stride, int reach, Func<float, float, float> choose)
    {
        var (length, result) = (stride == 1 ? width : height, new float[Values.Length]);
        for (var i = 0; i < result.Length; i++)
        {
            var place = stride == 1 ? i % width : i / width;
            var chosen = Values[i];
            for (var step = -Math.Min(reach, place); step <= Math.Min(reach, length - 1 - place); step++)
            {
                chosen = choose(chosen, Values[i + (step * stride)]);
            }

            result[i] = chosen;
        }

        return new MorphologyPlane(width, height, result);
    }
}
