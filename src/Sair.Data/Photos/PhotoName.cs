using System.Globalization;
using System.Text;

namespace Sair.Data.Photos;

/// <summary>Makes file names show what they are.</summary>
public static class PhotoName
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// Takes out what cannot be seen: control characters, line ends, and format characters, of which some turn the direction of what
    /// follows, so that <c>gpj.exe</c> reads <c>exe.jpg</c>. The two joiners stay: Persian, Indian scripts and emoji are written with them.
    /// </summary>
    public static string Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Concat(name.EnumerateRunes().Where(IsShown));
    }

    private static bool IsShown(Rune rune) => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
