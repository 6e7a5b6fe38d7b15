using Sair.Evaluation.QuickSet;

namespace Sair.Cli.Evaluating;

/// <summary>Prints the figures of an evaluation as one table.</summary>
internal static class EvaluationTable
{
    /// <summary>Writes the rows; the first is what the others are counted against.</summary>
    public static void Write(IReadOnlyList<MethodReport> reports, TextWriter writer)
    {
        writer.WriteLine(FigureRow.Head("seconds"));
        foreach (var report in reports)
        {
            writer.WriteLine(FigureRow.Of(report, reports[0], FigureRow.Number(report.Seconds, "0.0")));
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
}
