namespace Sair.Training.Reports;

/// <summary>Digits, point and minus as 3×5 dots, twice enlarged: enough to read the values of a grid.</summary>
internal static class SmallDigits
{
    private const int Scale = 2;
    private const int Columns = 3;
    private const int Rows = 5;
    private const byte Ink = 64;

    // Five rows of three dots each, the top row in the highest bits.
    private static readonly Dictionary<char, int> Glyphs = new()
    {
        ['0'] = 0b111_101_101_101_111,
        ['1'] = 0b010_110_010_010_111,
        ['2'] = 0b111_001_111_100_111,
        ['3'] = 0b111_001_111_001_111,
        ['4'] = 0b101_101_111_001_001,
        ['5'] = 0b111_100_111_001_111,
        ['6'] = 0b111_100_111_101_111,
        ['7'] = 0b111_001_001_010_010,
        ['8'] = 0b111_101_111_101_111,
        ['9'] = 0b111_101_111_001_111,
        ['.'] = 0b000_000_000_000_010,
        ['-'] = 0b000_000_111_000_000,
    };

    /// <summary>Writes a number; what lies outside the picture is left out.</summary>
    /// <param name="pixels">Rows of RGB.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="text">Digits, point and minus.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    public static void Write(byte[] pixels, int width, string text, int left, int top)
    {
        for (var i = 0; i < text.Length; i++)
        {
            for (var dot = 0; dot < Scale * Scale * Columns * Rows; dot++)
            {
                var (row, column) = (dot / (Scale * Columns), dot % (Scale * Columns));
                var x = left + (i * Scale * (Columns + 1)) + column;
                var at = 3 * (((top + row) * width) + x);
                if ((Glyphs[text[i]] >> ((Rows * Columns) - 1 - ((row / Scale * Columns) + (column / Scale))) & 1) == 1 && x >= 0 && x < width && at >= 0 && at < pixels.Length)
                {
                    pixels.AsSpan(at, 3).Fill(Ink);
                }
            }
        }
    }
}
