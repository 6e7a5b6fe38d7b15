using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Albums;

/// <summary>One row of the album table.</summary>
/// <param name="Report">The measures.</param>
/// <param name="Timing">Times of its parts, or null where it has none.</param>
/// <param name="CacheBytes">Mean size of what is kept per person.</param>
internal sealed record AlbumRow(MethodReport Report, AlbumMethod? Timing, double CacheBytes);

/// <summary>Prints the figures of an album evaluation.</summary>
internal static class AlbumTable
{
    private const double Kilobyte = 1024;

    /// <summary>Writes the names of the columns.</summary>
    public static void WriteHead(TextWriter writer) =>
        writer.WriteLine(FigureRow.Head("learn s", "restore s", "preview s", "cache KB"));

    /// <summary>Writes a row as soon as it is measured.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first row, which the others are counted against.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteRow(AlbumRow row, AlbumRow first, TextWriter writer)
    {
        var (report, timing, bytes) = row;
        writer.WriteLine(FigureRow.Of(
            report,
            first.Report,
            FigureRow.Number(timing?.LearningSeconds, "0.0"),
            FigureRow.Number(timing?.RestorationSeconds, "0.0"),
            FigureRow.Number(timing?.LongestFirstPreviewSeconds, "0.0"),
            FigureRow.Number(bytes > 0 ? bytes / Kilobyte : null, "0")));
    }

    /// <summary>Writes what the columns mean.</summary>
    public static void WriteLegend(TextWriter writer)
    {
        writer.WriteLine("to truth, to other: the judge's similarity to the truth and to the stranger whose album the control learns; better: faces nearer to the truth than the first row's;");
        writer.WriteLine("distance: our own recogniser; Fréchet: of its descriptors and, by judge, of the judge's; PSNR (dB) and SSIM at the side of the truth; preview: the longest wait for a first picture.");
    }
}
