using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace Sair.Data;

/// <summary>What people call photos, persons, galleries, keys and themselves: one rule, whichever way a name comes in.</summary>
public static class GivenName
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    // Letters and symbols that are drawn as nothing: fillers of Hangul, and Braille without a dot.
    private static readonly int[] s_blank = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800];

    /// <summary>
    /// Gives a name as it is seen: composed as Unicode's form C has it, without blanks around it, with a space for line ends and tabs, and
    /// without control and format characters, of which some turn the direction of what follows, so that <c>gpj.exe</c> reads
    /// <c>exe.jpg</c>. The two joiners stay: Persian, Indian scripts and emoji are written with them.
    /// </summary>
    /// <param name="name">A name as somebody gave it; what is no text in it becomes a replacement character.</param>
    /// <param name="longest">The most UTF-16 units of the result; what is longer is cut between characters.</param>
    /// <returns>The name; empty where nothing of it can be seen.</returns>
    public static string Clean(string name, int longest = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsShown(rune))
            {
                text.Append(rune);
            }
            else if (Rune.IsWhiteSpace(rune) && text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        // Not by the framework, which composes nothing where it runs without the tables of languages.
        var composed = ENSNormalize.NF.NFC(text.ToString()).Trim();
        return composed.EnumerateRunes().Any(IsInk) ? Cut(composed, longest) : "";
    }

    /// <summary>Says what is wrong with a name; null where it can be used.</summary>
    /// <param name="name">A name as somebody gave it.</param>
    /// <param name="longest">The most UTF-16 units of a name, cleaned.</param>
    public static string? MistakeOf(string? name, int longest) =>
        Clean(name ?? "").Length is var length && length is 0 || length > longest
            ? $"A name has 1 to {longest} characters that can be seen."
            : null;

    private static bool IsShown(Rune rune) =>
        rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );

    private static bool IsInk(Rune rune) =>
        IsShown(rune)
        && rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner)
        && !s_blank.Contains(rune.Value)
        && Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)].TrimEnd();
}
