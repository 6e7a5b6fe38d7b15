namespace Sair.Evaluation.QuickSet;

/// <summary>Prints the figures of an evaluation as one table.</summary>
internal static class EvaluationTable
{
    /// <summary>Writes the rows; the first is what the others are counted against.</summary>
    /// <param name="reports">The rows.</param>
    /// <param name="looks">How their pictures look.</param>
    /// <param name="writer">Where to write.</param>
    public static void Write(IReadOnlyList<MethodReport> reports, IReadOnlyList<RowLooks> looks, TextWriter writer)
    {
        writer.WriteLine(FigureRow.Head("quality", "BRISQUE", "seconds"));
        foreach (var (report, look) in reports.Zip(looks))
        {
            writer.WriteLine(FigureRow.Of(
                report,
                reports[0],
                FigureRow.Number(look.Quality, "0.000"),
                FigureRow.Number(look.Brisque, "0.0"),
                FigureRow.Number(report.Seconds, "0.0")));
        }

        writer.WriteLine("to truth, to other: the judge's similarity to the truth and to a stranger; better: faces nearer to the truth than the first row's;");
        writer.WriteLine("distance: our own recogniser, which the objective knows; Fréchet: of its descriptors, all results against all truths, and, by judge, of the judge's;");
        writer.WriteLine("PSNR (dB) and SSIM at the side of the truth; quality: our own score, 0–1; BRISQUE: lower is more natural, seen by nothing that was trained.");
    }

    /// <summary>Writes by how much one row beats another; nothing for a row against itself or without a judge.</summary>
    public static void WriteComparison(MethodReport report, MethodReport other, TextWriter writer)
    {
        if (report != other && report.JudgeSimilarity is { } mine && other.JudgeSimilarity is { } theirs)
        {
            writer.WriteLine($"{report.Name} against {other.Name}: {mine - theirs:+0.000;−0.000} similarity to the truth, {report.CountImproved(other)} of {report.Faces.Count} faces better");
        }
    }
}
