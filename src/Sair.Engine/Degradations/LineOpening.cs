namespace Sair.Engine.Degradations;

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
                AddRay(kept, set, step => isFlat ? (step, start + (int)Math.Round(step * slope)) : (start + (int)Math.Round(step * slope), step), along, window, (-dy, dx));
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
            filled[step + 1] = filled[step] + (IsSet(set, x, y) || IsSet(set, x + normal.X, y + normal.Y) || IsSet(set, x - normal.X, y - normal.Y) ? 1 : 0);
            var flank = reach + 2;
            beside[step + 1] = beside[step]
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
