using Sair.Evaluation.QuickSet;

namespace Sair.Cli.Evaluating;

/// <summary>Prints the figures of an evaluation as one table.</summary>
internal static class EvaluationTable
{
    private const string Absent = "–";

    /// <summary>Writes the rows; the first is what the others are counted against.</summary>
    public static void Write(IReadOnlyList<MethodReport> reports, TextWriter writer)
    {
        writer.WriteLine(Line("method", "to truth", "better", "to other", "distance", "Fréchet", "PSNR", "SSIM", "seconds"));
        foreach (var report in reports)
        {
            var better = report == reports[0] ? null : report.CountImproved(reports[0]);
            writer.WriteLine(Line(
                report.Name,
                Number(report.JudgeSimilarity, "0.000"),
                better is null ? Absent : $"{better}/{report.Faces.Count}",
                Number(report.JudgeSimilarityToWrongReference, "0.000"),
                Number(report.RecogniserDistance, "0.000"),
                Number(report.FrechetDistance, "0.000"),
                Number(report.PeakSignalToNoiseRatio, "0.00"),
                Number(report.StructuralSimilarity, "0.000"),
                Number(report.Seconds, "0.0")));
        }

        writer.WriteLine("to truth, to other: the judge's similarity to the truth and to a stranger; better: faces nearer to the truth than the first row's;");
        writer.WriteLine("distance: our own recogniser, which the objective knows; Fréchet: of its descriptors, all results against all truths; PSNR (dB) and SSIM at the side of the truth.");
    }

    /// <summary>Writes by how much one row beats another; nothing for a row against itself or without a judge.</summary>
    public static void WriteComparison(MethodReport report, MethodReport other, TextWriter writer)
    {
        if (report != other && report.JudgeSimilarity is { } mine && other.JudgeSimilarity is { } theirs)
        {
            writer.WriteLine($"{report.Name} against {other.Name}: {mine - theirs:+0.000;−0.000} similarity to the truth, {report.CountImproved(other)} of {report.Faces.Count} faces better");
        }
    }

    private static string Number(double? value, string format) => value is { } number ? number.ToString(format) : Absent;

    private static string Line(string name, params string[] cells) => $"{name,-28}{string.Concat(cells.Select(cell => $"{cell,10}"))}";
}
