using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>Lays pictures out in rows, so that a person can look at what the figures say.</summary>
public static class ContactSheet
{
    /// <summary>White space between cells in pixels.</summary>
    public const int Gap = 4;

    /// <summary>Gives the size of a sheet in pixels.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of pictures in each.</param>
    /// <param name="cell">Side of a cell in pixels.</param>
    public static (int Width, int Height) SizeOf(int rows, int columns, int cell) =>
        (checked((columns * (cell + Gap)) + Gap), checked((rows * (cell + Gap)) + Gap));

    /// <summary>Checks that a sheet of pictures can be drawn and written.</summary>
    /// <param name="files">Where results go.</param>
    /// <param name="path">Where it goes; null for none.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of pictures in each.</param>
    /// <param name="cell">Side of a picture in pixels.</param>
    /// <exception cref="InvalidOptionsException">The place does not do, or the sheet is too large.</exception>
    public static void RequireSheet(this OutputFiles files, string? path, int rows, int columns, int cell)
    {
        if (path is null)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(files);
        files.RequirePicture(path);
        var (width, height) = SizeOf(rows, columns, cell);
        if ((long)width * height * 3 > Array.MaxLength)
        {
            throw new InvalidOptionsException(
                $"{path}: the sheet would have {width}×{height} pixels, which is too much: choose fewer pictures."
            );
        }

        files.RequireSize(path, width, height);
    }

    /// <summary>Draws a sheet.</summary>
    /// <param name="rows">Rows of pictures of any size; all rows have the same number.</param>
    /// <param name="cell">Side of a cell in pixels.</param>
    /// <returns>The sheet on white, with a gap around each cell.</returns>
    /// <exception cref="ArgumentException">There is no picture or the rows differ in length.</exception>
    public static RgbImage Draw(IReadOnlyList<IReadOnlyList<RgbImage>> rows, int cell)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 1);
        if (rows.Count == 0 || rows[0].Count == 0 || rows.Any(row => row.Count != rows[0].Count))
        {
            throw new ArgumentException("A sheet needs rows of the same length with at least one picture.", nameof(rows));
        }

        var (width, height) = SizeOf(rows.Count, rows[0].Count, cell);
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, byte.MaxValue);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                Place(rows[row][column], cell, pixels, width, Gap + (column * (cell + Gap)), Gap + (row * (cell + Gap)));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    // Coarse pictures keep their pixels visible: what an enlargement looks like has a column of its own.
    private static void Place(RgbImage image, int cell, byte[] pixels, int width, int left, int top)
    {
        var sized = cell > image.Width ? image : ImageResizer.Resize(image, cell, cell);
        for (var y = 0; y < cell; y++)
        {
            for (var x = 0; x < cell; x++)
            {
                var source = 3 * ((y * sized.Height / cell * sized.Width) + (x * sized.Width / cell));
                sized.Pixels.AsSpan(source, 3).CopyTo(pixels.AsSpan(3 * (((top + y) * width) + left + x), 3));
            }
        }
    }
}
