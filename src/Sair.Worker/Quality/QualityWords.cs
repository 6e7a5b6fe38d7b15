namespace Sair.Worker.Quality;

/// <summary>The one word that people read about the quality of a face picture, everywhere.</summary>
/// <remarks>
/// By the calibration of the quality network a picture of half, a quarter and an eighth of 128 px scores 0.75, 0.5 and 0.25; real
/// photos that were compressed before reach about 0.7, so that the best word begins below.
/// </remarks>
public static class QualityWords
{
    private const double Clear = 0.55;
    private const double FairlyClear = 0.4;
    private const double Soft = 0.25;

    /// <summary>Tells whether the best word applies.</summary>
    public static bool IsClear(double score) => score >= Clear;

    /// <summary>Tells whether a picture is good enough to be shown as a success.</summary>
    public static bool IsGood(double score) => score >= FairlyClear;

    /// <summary>Names a score.</summary>
    /// <param name="score">0–1, from the quality network.</param>
    public static string Of(double score) => score switch
    {
        >= Clear => "clear",
        >= FairlyClear => "fairly clear",
        >= Soft => "soft",
        _ => "poor",
    };
}
