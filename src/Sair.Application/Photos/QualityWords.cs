namespace Sair.Application.Photos;

/// <summary>The one word that people read about the quality of a face picture, everywhere.</summary>
/// <remarks>
/// By the calibration of the quality network a picture of half, a quarter and an eighth of 128 px scores 0.75, 0.5 and 0.25; real
/// photos that were compressed before reach about 0.7, so that the best word begins below. The network sees every picture at 128 px and
/// praises small ones that are crisp; whoever enlarges such a face sees how little it holds. Each word therefore takes so many
/// pixels too as a compressed photo needs for its score.
/// </remarks>
public static class QualityWords
{
    private static readonly (string Word, double Score, double Side) s_clear = ("clear", 0.55, 84);
    private static readonly (string Word, double Score, double Side) s_fairlyClear = ("fairly clear", 0.4, 56);
    private static readonly (string Word, double Score, double Side) s_soft = ("soft", 0.25, 36);

    /// <summary>Tells whether the best word applies.</summary>
    /// <param name="score">0–1, from the quality network.</param>
    /// <param name="side">Pixels across the face square that the picture really holds.</param>
    public static bool IsClear(double score, double side) => Applies(s_clear, score, side);

    /// <summary>Tells whether a picture is good enough to be shown as a success.</summary>
    /// <param name="score">0–1, from the quality network.</param>
    /// <param name="side">Pixels across the face square that the picture really holds.</param>
    public static bool IsGood(double score, double side) => Applies(s_fairlyClear, score, side);

    /// <summary>Names a score.</summary>
    /// <param name="score">0–1, from the quality network.</param>
    /// <param name="side">Pixels across the face square that the picture really holds.</param>
    public static string Of(double score, double side) =>
        IsClear(score, side) ? s_clear.Word
        : IsGood(score, side) ? s_fairlyClear.Word
        : Applies(s_soft, score, side) ? s_soft.Word
        : "poor";

    private static bool Applies((string Word, double Score, double Side) word, double score, double side) =>
        score >= word.Score && side >= word.Side;
}
