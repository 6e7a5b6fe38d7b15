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
    private static readonly byte[][] Colours = [[31, 119, 180], [148, 103, 189], [214, 39, 40], [255, 127, 14], [44, 160, 44]];

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
