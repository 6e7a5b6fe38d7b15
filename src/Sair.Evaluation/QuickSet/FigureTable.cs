using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>Prints the figures of an evaluation as one table.</summary>
internal static class EvaluationTable
{
    /// <summary>Writes the rows; the first is what the others are counted against.</summary>
    /// <param name="reports">The rows.</param>
    /// <param name="scores">The scores of their pictures.</param>
    /// <param name="writer">Where to write.</param>
    public static void Write(IReadOnlyList<MethodReport> reports, IReadOnlyList<PictureScores> scores, TextWriter writer)
    {
        writer.WriteLine(FigureRow.Head("quality", "BRISQUE", "seconds"));
        foreach (var (report, score) in reports.Zip(scores))
        {
            writer.WriteLine(
                FigureRow.Of(
                    report,
                    reports[0],
                    FigureRow.Number(score.Quality, "0.000"),
                    FigureRow.Number(score.Brisque, "0.0"),
                    FigureRow.Number(report.Seconds, "0.0")
                )
            );
        }

        writer.WriteLine(
            "to truth, to other: the judge's similarity to the truth and to a stranger; better: faces nearer to the truth than "
                + "the first row's;"
        );
        writer.WriteLine(
            "distance: our own recogniser, which the objective knows; Fréchet: of its descriptors, all results against all truths, and, by "
                + "judge, of the judge's;"
        );
        writer.WriteLine(
            "PSNR (dB) and SSIM at the side of the truth; quality: our own score, 0–1; BRISQUE: lower is more natural, seen by nothing "
                + "that was trained."
        );
    }

    /// <summary>Writes by how much one row beats another; nothing for a row against itself or without a judge.</summary>
    public static void WriteComparison(MethodReport report, MethodReport other, TextWriter writer)
    {
        if (report != other && report.JudgeSimilarity is { } mine && other.JudgeSimilarity is { } theirs)
        {
            writer.WriteLine(
                $"{report.Name} against {other.Name}: {mine - theirs:+0.000;−0.000} similarity to the truth, {report.CountImproved(other)} "
                    + $"of {report.Faces.Count} faces better"
            );
        }
    }
}

/// <summary>The columns that every table of restorations begins with.</summary>
internal static class FigureRow
{
    private const string Absent = "–";
    private const int NameWidth = 32;
    private const int CellWidth = 10;

    /// <summary>Gets the names of the columns.</summary>
    public static string Head(params string[] further) =>
        Line("method", ["to truth", "better", "to other", "distance", "Fréchet", "by judge", "PSNR", "SSIM", .. further]);

    /// <summary>Gets the figures of a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="first">The row that it is counted against.</param>
    /// <param name="further">Further cells.</param>
    public static string Of(MethodReport report, MethodReport first, params string[] further)
    {
        var better = report == first ? null : report.CountImproved(first);
        return Line(
            report.Name,
            [
                Number(report.JudgeSimilarity, "0.000"),
                better is null ? Absent : $"{better}/{report.Faces.Count}",
                Number(report.JudgeSimilarityToWrongReference, "0.000"),
                Number(report.RecogniserDistance, "0.000"),
                Number(report.FrechetDistance, "0.000"),
                Number(report.JudgeFrechetDistance, "0.000"),
                Number(report.PeakSignalToNoiseRatio, "0.00"),
                Number(report.StructuralSimilarity, "0.000"),
                .. further,
            ]
        );
    }

    /// <summary>Writes a number, or a dash where there is none.</summary>
    public static string Number(double? value, string format) => value is { } number ? number.ToString(format) : Absent;

    private static string Line(string name, IEnumerable<string> cells) =>
        name.PadRight(NameWidth) + string.Concat(cells.Select(cell => cell.PadLeft(CellWidth)));
}

/// <summary>Scores without reference of the pictures of a row, face by face.</summary>
/// <param name="Qualities">Our own score, 0–1.</param>
/// <param name="BrisqueValues">BRISQUE, lower is more natural; null where it is not at hand.</param>
internal sealed record PictureScores(IReadOnlyList<double> Qualities, IReadOnlyList<double>? BrisqueValues)
{
    /// <summary>Gets NIQE of each face, lower is more natural; null where it was not asked for.</summary>
    public IReadOnlyList<double>? NiqeValues { get; init; }

    /// <summary>Gets the mean of our own score.</summary>
    public double Quality => Qualities.Average();

    /// <summary>Gets the mean of BRISQUE.</summary>
    public double? Brisque => BrisqueValues?.Average();

    /// <summary>Measures a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="quality">Scores a picture.</param>
    /// <param name="natural">Judges how natural a picture looks; null where it is not at hand.</param>
    public static PictureScores Of(MethodReport report, Func<RgbImage, double> quality, Func<RgbImage, double>? natural) =>
        new(
            [.. report.Faces.Select(face => quality(face.Image))],
            natural is null ? null : [.. report.Faces.Select(face => natural(face.Image))]
        );
}
