using Sair.Engine.Degradations;
using Sair.Engine.Networks;

namespace Sair.Engine.Quality;

/// <summary>
/// The calibration: which score a known degradation of a flawless picture of <see cref="QualityNetwork.InputSide"/> px means.
/// </summary>
/// <remarks>
/// Score = detail · noise · compression. Detail falls by a quarter with every halving of the resolution, a blur of σ px counting as
/// a reduction by √(1 + 4σ²); noise and compression fall logarithmically in the deviation and in the factor of the JPEG tables.
/// </remarks>
public static class QualityScale
{
    private const double Halvings = 4;
    private const double NoiseUnit = 5;
    private const double LargestNoise = 50;
    private const double CompressionUnit = 0.1;
    private const double LargestCompression = 10;
    private const double Range = 0.8;

    /// <summary>Gives the score of a degradation.</summary>
    /// <param name="degradation">What was done to a picture of <see cref="QualityNetwork.InputSide"/> px.</param>
    /// <returns>0–1.</returns>
    public static double Score(BlindDegradation degradation)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        var reduction = (double)QualityNetwork.InputSide / degradation.Side;
        var variance = degradation.HorizontalBlur * degradation.VerticalBlur;
        var detail = 1 - (Math.Log2(Math.Sqrt((reduction * reduction) + (4 * variance))) / Halvings);
        return Math.Clamp(detail, 0, 1) * Noise(degradation.NoiseDeviation * 255) * Compression(degradation.JpegQuality);
    }

    private static double Noise(double deviation) =>
        1 - (Range * Math.Min(1, Math.Log2(1 + (deviation / NoiseUnit)) / Math.Log2(1 + (LargestNoise / NoiseUnit))));

    private static double Compression(int quality) =>
        1
        - (
            Range
            * Math.Min(
                1,
                Math.Log2(1 + (JpegTables.Factor(quality) / CompressionUnit)) / Math.Log2(1 + (LargestCompression / CompressionUnit))
            )
        );
}
