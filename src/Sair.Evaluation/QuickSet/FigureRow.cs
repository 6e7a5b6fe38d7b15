namespace Sair.Evaluation.QuickSet;

/// <summary>The columns that every table of restorations begins with.</summary>
internal static class FigureRow
{
    private const string Absent = "–";
    private const int NameWidth = 32;
    private const int CellWidth = 10;

    /// <summary>Gets the names of the columns.</summary>
    public static string Head(params string[] further) => Line("method", ["to truth", "better", "to other", "distance", "Fréchet", "by judge", "PSNR", "SSIM", .. further]);

    /// <summary>Gets the figures of a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="first">The row that it is counted against.</param>
    /// <param name="further">Further cells.</param>
    public static string Of(MethodReport report, MethodReport first, params string[] further)
    {
        var better = report == first ? null : report.CountImproved(first);
        return Line(report.Name, [
            Number(report.JudgeSimilarity, "0.000"),
            better is null ? Absent : $"{better}/{report.Faces.Count}",
            Number(report.JudgeSimilarityToWrongReference, "0.000"),
            Number(report.RecogniserDistance, "0.000"),
            Number(report.FrechetDistance, "0.000"),
            Number(report.JudgeFrechetDistance, "0.000"),
            Number(report.PeakSignalToNoiseRatio, "0.00"),
            Number(report.StructuralSimilarity, "0.000"),
            .. further]);
    }

    /// <summary>Writes a number, or a dash where there is none.</summary>
    public static string Number(double? value, string format) => value is { } number ? number.ToString(format) : Absent;

    private static string Line(string name, IEnumerable<string> cells) => name.PadRight(NameWidth) + string.Concat(cells.Select(cell => cell.PadLeft(CellWidth)));
}
