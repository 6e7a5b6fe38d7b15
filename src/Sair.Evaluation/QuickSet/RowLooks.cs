using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>How the pictures of a row look by themselves, face by face.</summary>
/// <param name="Qualities">Our own score, 0–1.</param>
/// <param name="Naturalness">BRISQUE, lower is more natural; null where it is not at hand.</param>
internal sealed record RowLooks(IReadOnlyList<double> Qualities, IReadOnlyList<double>? Naturalness)
{
    /// <summary>Gets NIQE of each face, lower is more natural; null where it was not asked for.</summary>
    public IReadOnlyList<double>? Niqe { get; init; }

    /// <summary>Gets the mean of our own score.</summary>
    public double Quality => Qualities.Average();

    /// <summary>Gets the mean of BRISQUE.</summary>
    public double? Brisque => Naturalness?.Average();

    /// <summary>Measures a row.</summary>
    /// <param name="report">The row.</param>
    /// <param name="quality">Scores a picture.</param>
    /// <param name="natural">Judges how natural a picture looks; null where it is not at hand.</param>
    public static RowLooks Of(MethodReport report, Func<RgbImage, double> quality, Func<RgbImage, double>? natural) =>
        new([.. report.Faces.Select(face => quality(face.Image))], natural is null ? null : [.. report.Faces.Select(face => natural(face.Image))]);
}
