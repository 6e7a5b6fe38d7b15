using System.Globalization;
using Sair.Training.Reports;

namespace Sair.Training.Autoencoding;

/// <summary>Draws the log of a run: <c>curve-psnr.png</c> (dB) and, where a recogniser was asked, <c>curve-distance.png</c>, over the pictures seen, a line per size.</summary>
public static class TrainingCurves
{
    /// <summary>Name of the log in the state folder: time, pictures, side, dB, seconds, descriptor distance.</summary>
    public const string LogName = "log.csv";

    private const int SideColumn = 2;
    private const int DecibelColumn = 3;
    private const int DistanceColumn = 5;

    /// <summary>Draws what the log holds; nothing for an empty one.</summary>
    /// <param name="stateFolder">The folder of the run.</param>
    public static void Draw(string stateFolder)
    {
        var rows = File.ReadAllLines(Path.Combine(stateFolder, LogName)).Select(line => line.Split(',')).ToList();
        Draw(rows, DecibelColumn, Path.Combine(stateFolder, "curve-psnr.png"));
        Draw(rows, DistanceColumn, Path.Combine(stateFolder, "curve-distance.png"));
    }

    private static void Draw(IReadOnlyList<string[]> rows, int column, string path)
    {
        // Logs of runs before the recogniser was asked have fewer columns, or an empty one.
        var lines = rows.Where(row => row.Length > column && row[column].Length > 0)
            .GroupBy(row => row[SideColumn])
            .Select(side => (IReadOnlyList<(double X, double Y)>)[.. side.Select(row => (Number(row[1]), Number(row[column])))])
            .ToList();
        if (lines.Count > 0)
        {
            CurveSheet.Write(path, lines);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
