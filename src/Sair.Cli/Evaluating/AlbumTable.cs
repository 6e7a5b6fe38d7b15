using Sair.Evaluation.Album;
using Sair.Evaluation.QuickSet;

namespace Sair.Cli.Evaluating;

/// <summary>One row of the album table.</summary>
/// <param name="Report">The measures.</param>
/// <param name="Timing">Times of its parts, or null where it has none.</param>
/// <param name="CacheBytes">Mean size of what is kept per person.</param>
internal sealed record AlbumRow(MethodReport Report, AlbumMethod? Timing, double CacheBytes);

/// <summary>Prints the figures of an album evaluation.</summary>
internal static class AlbumTable
{
    private const string Absent = "–";
    private const double Kilobyte = 1024;

    /// <summary>Writes the names of the columns.</summary>
    public static void WriteHead(TextWriter writer) =>
        writer.WriteLine(Line("method", "to truth", "better", "to other", "distance", "Fréchet", "PSNR", "SSIM", "learn s", "restore s", "preview s", "cache KB"));

    /// <summary>Writes a row as soon as it is measured.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first row, which the others are counted against.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteRow(AlbumRow row, AlbumRow first, TextWriter writer)
    {
        var (report, timing, bytes) = row;
        var better = row == first ? null : report.CountImproved(first.Report);
        writer.WriteLine(Line(
            report.Name,
            Number(report.JudgeSimilarity, "0.000"),
            better is null ? Absent : $"{better}/{report.Faces.Count}",
            Number(report.JudgeSimilarityToWrongReference, "0.000"),
            Number(report.RecogniserDistance, "0.000"),
            Number(report.FrechetDistance, "0.000"),
            Number(report.PeakSignalToNoiseRatio, "0.00"),
            Number(report.StructuralSimilarity, "0.000"),
            Number(timing?.LearningSeconds, "0.0"),
            Number(timing?.RestorationSeconds, "0.0"),
            Number(timing?.LongestFirstPreviewSeconds, "0.0"),
            bytes > 0 ? Number(bytes / Kilobyte, "0") : Absent));
    }

    /// <summary>Writes what the columns mean.</summary>
    public static void WriteLegend(TextWriter writer)
    {
        writer.WriteLine("to truth, to other: the judge's similarity to the truth and to the stranger whose album the control learns; better: faces nearer to the truth than the first row's;");
        writer.WriteLine("distance: our own recogniser; Fréchet: of its descriptors; PSNR (dB) and SSIM at the side of the truth; preview: the longest wait for a first picture.");
    }

    private static string Number(double? value, string format) => value is { } number ? number.ToString(format) : Absent;

    private static string Line(string name, params string[] cells) => $"{name,-32}{string.Concat(cells.Select(cell => $"{cell,10}"))}";
}
