namespace Sair.Training.Reports;

/// <summary>The log of a run: comma-separated, without a header, a line per save that begins with its time.</summary>
public static class TrainingLog
{
    /// <summary>Name of the log that <see cref="DrawCurves"/> reads: time, pictures, side, dB, seconds, descriptor distance.</summary>
    public const string CurvesName = "log.csv";

    private const int SideColumn = 2;
    private const int DecibelColumn = 3;
    private const int DistanceColumn = 5;

    /// <summary>Adds a line.</summary>
    /// <param name="path">The log.</param>
    /// <param name="clock">Dates the line.</param>
    /// <param name="values">What follows the time, comma-separated.</param>
    public static void Append(string path, TimeProvider clock, string values)
    {
        ArgumentNullException.ThrowIfNull(clock);
        File.AppendAllText(path, $"{clock.GetUtcNow():s},{values}\n");
    }

    /// <summary>
    /// Draws <c>curve-psnr.png</c> (dB) and, where a recogniser was asked, <c>curve-distance.png</c>, over the pictures seen, a line per
    /// size; nothing for an empty log.
    /// </summary>
    /// <param name="stateFolder">The folder of the run.</param>
    public static void DrawCurves(string stateFolder)
    {
        var rows = File.ReadAllLines(Path.Combine(stateFolder, CurvesName)).Select(line => line.Split(',')).ToList();
        Draw(rows, DecibelColumn, Path.Combine(stateFolder, "curve-psnr.png"));
        Draw(rows, DistanceColumn, Path.Combine(stateFolder, "curve-distance.png"));
    }

    private static void Draw(IReadOnlyList<string[]> rows, int column, string path)
    {
        // Logs of runs before the recogniser was asked have fewer columns, or an empty one.
        var lines = rows.Where(row => row.Length > column && row[column].Length > 0)
            .GroupBy(row => row[SideColumn])
            .Select(side => (IReadOnlyList<(double X, double Y)>)[.. side.Select(row => (double.Parse(row[1]), double.Parse(row[column])))])
            .ToList();
        if (lines.Count > 0)
        {
            CurveSheet.Write(path, lines);
        }
    }
}
