namespace Sair.Engine.Faces.Sampling;

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
