using System.Globalization;
using Sair.Engine.Imaging;

namespace Sair.Training.Reports;

/// <summary>Draws one figure of a run over the pictures seen as a PNG: a grid with its values, one line per size.</summary>
public static class CurveSheet
{
    private const int Width = 960;
    private const int Height = 480;
    private const int Margin = 64;
    private const int WantedLines = 6;
    private const byte Grid = 216;

    // Turns from blue over violet to red as the pictures grow.
    private static readonly byte[][] Colours =
    [
        [31, 119, 180],
        [148, 103, 189],
        [214, 39, 40],
        [255, 127, 14],
        [44, 160, 44],
    ];

    /// <summary>Draws the lines.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="lines">Points (pictures seen, figure) in order, one list per size.</param>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public static void Write(string path, IReadOnlyList<IReadOnlyList<(double X, double Y)>> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var points = lines.SelectMany(line => line).ToList();
        if (points.Count == 0)
        {
            throw new ArgumentException("A curve needs at least one point.", nameof(lines));
        }

        var pixels = new byte[3 * Width * Height];
        Array.Fill(pixels, byte.MaxValue);
        var across = Axis(0, points.Max(point => point.X));
        var up = Axis(points.Min(point => point.Y), points.Max(point => point.Y));
        foreach (var x in Ticks(across))
        {
            Line(pixels, (Column(x), Row(up.Low)), (Column(x), Row(up.High)), [Grid, Grid, Grid]);
            SmallDigits.Write(pixels, Width, Text(x), Column(x) - 12, Height - Margin + 12);
        }

        foreach (var y in Ticks(up))
        {
            Line(pixels, (Column(across.Low), Row(y)), (Column(across.High), Row(y)), [Grid, Grid, Grid]);
            SmallDigits.Write(pixels, Width, Text(y), 8, Row(y) - 7);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            foreach (var (from, to) in lines[i].Zip(lines[i].Skip(1).DefaultIfEmpty(lines[i][0])))
            {
                Line(pixels, (Column(from.X), Row(from.Y)), (Column(to.X), Row(to.Y)), Colours[i % Colours.Length]);
            }
        }

        File.WriteAllBytes(path, ImageEncoder.Encode(new RgbImage(Width, Height, pixels), ImageFormat.Png));

        int Column(double x) => Margin + (int)Math.Round((x - across.Low) / (across.High - across.Low) * (Width - (2 * Margin)));
        int Row(double y) => Height - Margin - (int)Math.Round((y - up.Low) / (up.High - up.Low) * (Height - (2 * Margin)));
    }

    // The step is 1, 2 or 5 times a power of ten.
    private static (double Low, double High, double Step) Axis(double least, double largest)
    {
        var rough = Math.Max((largest - least) / WantedLines, 1e-9);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * new[] { 1, 2, 5, 10 }.First(factor => factor * power >= rough * (1 - 1e-9));
        var low = Math.Floor(least / step) * step;
        return (low, Math.Max(Math.Ceiling(largest / step) * step, low + step), step);
    }

    private static IEnumerable<double> Ticks((double Low, double High, double Step) axis) =>
        Enumerable.Range(0, (int)Math.Round((axis.High - axis.Low) / axis.Step) + 1).Select(i => axis.Low + (i * axis.Step));

    private static string Text(double value) => Math.Round(value, 6).ToString("0.###", CultureInfo.InvariantCulture);

    private static void Line(byte[] pixels, (int X, int Y) from, (int X, int Y) to, byte[] colour)
    {
        var count = Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        for (var i = 0; i <= count; i++)
        {
            var x = from.X + ((to.X - from.X) * i / count);
            var y = from.Y + ((to.Y - from.Y) * i / count);
            colour.CopyTo(pixels, 3 * ((y * Width) + x));
        }
    }
}

/// <summary>Digits, point and minus as 3×5 dots, twice enlarged: enough to read the values of a grid.</summary>
internal static class SmallDigits
{
    private const int Scale = 2;
    private const int Columns = 3;
    private const int Rows = 5;
    private const byte Ink = 64;

    // Five rows of three dots each, the top row in the highest bits.
    private static readonly Dictionary<char, int> Glyphs = new()
    {
        ['0'] = 0b111_101_101_101_111,
        ['1'] = 0b010_110_010_010_111,
        ['2'] = 0b111_001_111_100_111,
        ['3'] = 0b111_001_111_001_111,
        ['4'] = 0b101_101_111_001_001,
        ['5'] = 0b111_100_111_001_111,
        ['6'] = 0b111_100_111_101_111,
        ['7'] = 0b111_001_001_010_010,
        ['8'] = 0b111_101_111_101_111,
        ['9'] = 0b111_101_111_001_111,
        ['.'] = 0b000_000_000_000_010,
        ['-'] = 0b000_000_111_000_000,
    };

    /// <summary>Writes a number; what lies outside the picture is left out.</summary>
    /// <param name="pixels">Rows of RGB.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="text">Digits, point and minus.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    public static void Write(byte[] pixels, int width, string text, int left, int top)
    {
        for (var i = 0; i < text.Length; i++)
        {
            for (var dot = 0; dot < Scale * Scale * Columns * Rows; dot++)
            {
                var (row, column) = (dot / (Scale * Columns), dot % (Scale * Columns));
                var x = left + (i * Scale * (Columns + 1)) + column;
                var at = 3 * (((top + row) * width) + x);
                var isInk = (Glyphs[text[i]] >> ((Rows * Columns) - 1 - ((row / Scale * Columns) + (column / Scale))) & 1) == 1;
                if (isInk && x >= 0 && x < width && at >= 0 && at < pixels.Length)
                {
                    pixels.AsSpan(at, 3).Fill(Ink);
                }
            }
        }
    }
}
