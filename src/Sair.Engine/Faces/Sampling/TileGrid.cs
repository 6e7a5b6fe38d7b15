using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

/// <summary>Overlapping square tiles that cover a picture.</summary>
internal static class TileGrid
{
    // A face as large as this share of a tile lies whole in one of the tiles.
    private const double Overlap = 0.25;

    // Boxes this near to an inner border of their tile, as a share of it, show a part of a face.
    private const double BorderShare = 0.015;

    /// <summary>Lists the tiles; those at the end are moved in, so that none reaches beyond the picture.</summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="side">Side of a tile in pixels.</param>
    public static IEnumerable<PixelRectangle> Cover(int width, int height, double side)
    {
        var whole = Math.Max(1, (int)Math.Round(side));
        return Starts(height, whole).SelectMany(top => Starts(width, whole).Select(left =>
            new PixelRectangle(left, top, Math.Min(whole, width), Math.Min(whole, height))));
    }

    /// <summary>Tells whether a box is a whole face: it touches no border of the tile but where the picture ends.</summary>
    /// <param name="box">The box in pixels of the tile.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="image">The picture.</param>
    public static bool IsWhole(FaceBox box, PixelRectangle tile, RgbImage image)
    {
        var border = BorderShare * Math.Max(tile.Width, tile.Height);
        return (tile.X == 0 || box.X > border)
            && (tile.Y == 0 || box.Y > border)
            && (tile.X + tile.Width >= image.Width || box.X + box.Width < tile.Width - border)
            && (tile.Y + tile.Height >= image.Height || box.Y + box.Height < tile.Height - border);
    }

    private static IEnumerable<int> Starts(int length, int side)
    {
        if (length <= side)
        {
            return [0];
        }

        var count = (int)Math.Ceiling((length - side) / (side * (1 - Overlap))) + 1;
        return Enumerable.Range(0, count).Select(i => (int)Math.Round((double)i * (length - side) / (count - 1)));
    }
}
