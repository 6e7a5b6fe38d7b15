namespace Sair.Engine.Degradations;

/// <summary>Quantisation tables of JPEG (ITU-T T.81, Annex K), rows by vertical frequency.</summary>
public static class JpegTables
{
    /// <summary>Gets the luma table, 8 × 8 row by row.</summary>
    public static IReadOnlyList<float> Luma { get; } =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>Gets the chroma table, 8 × 8 row by row.</summary>
    public static IReadOnlyList<float> Chroma { get; } =
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Gives the factor of both tables for a quality.</summary>
    /// <param name="quality">1–100.</param>
    public static double Factor(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return quality < 50 ? 50.0 / quality : (200.0 - (2 * quality)) / 100;
    }
}
