using Sair.Engine.Degradations;
using Sair.Engine.Networks;

namespace Sair.Engine.Quality;

/// <summary>One kind of damage with a severity from 0 to 1, for pictures of <see cref="QualityNetwork.InputSide"/> px.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Degrade">Severity 0–1 → what to do.</param>
public sealed record DegradationFamily(string Name, Func<double, BlindDegradation> Degrade)
{
    private const double LargestBlur = 6;
    private const double LargestHalvings = 3.8;
    private const double LargestNoise = 50.0 / 255;
    private const int BestJpeg = 98;
    private const int WorstJpeg = 5;

    /// <summary>Gets what leaves a picture as it is.</summary>
    public static BlindDegradation Clean { get; } = new() { Side = QualityNetwork.InputSide };

    /// <summary>Gets compression.</summary>
    public static DegradationFamily Compression { get; } =
        new("JPEG", severity => Clean with { JpegQuality = (int)Math.Round(BestJpeg - ((BestJpeg - WorstJpeg) * severity)) });

    /// <summary>Gets the families that the score must be monotone in.</summary>
    public static IReadOnlyList<DegradationFamily> All { get; } =
    [
        new(
            "blur",
            severity => Clean with { HorizontalBlur = LargestBlur * severity * severity, VerticalBlur = LargestBlur * severity * severity }
        ),
        new("noise", severity => Clean with { NoiseDeviation = LargestNoise * severity * severity }),
        Compression,
        new(
            "reduction",
            severity => Clean with { Side = (int)Math.Round(QualityNetwork.InputSide / Math.Pow(2, LargestHalvings * severity)) }
        ),
    ];
}
