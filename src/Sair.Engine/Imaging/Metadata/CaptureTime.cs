using System.Globalization;
using System.Text.RegularExpressions;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>When a photo was taken.</summary>
/// <param name="Clock">What the camera's own clock showed, to the fraction of a second that is known; of kind UTC, though no zone is applied.</param>
/// <param name="Offset">How far the clock was ahead of UTC; null where the file does not say.</param>
public sealed partial record CaptureTime(DateTime Clock, TimeSpan? Offset)
{
    private const int LongestText = 64;
    private const int FirstPhotograph = 1826;

    /// <summary>Reads a time as EXIF, XMP, IPTC and PNG write it; a date without its day, month or time of day begins there.</summary>
    /// <param name="text">For example <c>2009:06:07 18:30:05</c>, <c>2009-06-07T18:30:05.25+02:00</c> or <c>1955</c>; may be null.</param>
    /// <param name="subSeconds">Digits behind the point where they stand apart; may be null.</param>
    /// <param name="offset">For example <c>+02:00</c> where it stands apart; may be null.</param>
    /// <param name="latestUtc">When the file was known already.</param>
    /// <returns>Null where the text is no date, or one before photography or more than a day after <paramref name="latestUtc"/>.</returns>
    public static CaptureTime? Parse(string? text, string? subSeconds, string? offset, DateTime latestUtc)
    {
        if (text is null or { Length: > LongestText } || DatePattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        // Clocks are ahead of UTC by 14 hours at most.
        return ReadClock(match, subSeconds) is { } clock && clock.Year >= FirstPhotograph && clock <= latestUtc.AddDays(1)
            ? new CaptureTime(clock, OffsetOf(match.Groups["zone"].Success ? match.Groups["zone"].Value : offset))
            : null;
    }

    /// <summary>Writes the time as XMP does (ISO 16684-1, section 8.2.1.2).</summary>
    public string ToXmp() => Clock.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + OffsetText;

    internal string? OffsetText => Offset is { } offset ? $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}" : null;

    private static DateTime? ReadClock(Match match, string? subSeconds)
    {
        // Unknown parts are blank in EXIF, zero in what some scanners write, and absent in XMP.
        var (year, month, day) = (Number(match, "year"), Math.Max(1, Number(match, "month")), Math.Max(1, Number(match, "day")));
        if (year < 1 || month > 12 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        var date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        return hour < 24 && minute < 60 && second < 60
            ? date.Add(new TimeSpan(hour, minute, second)).AddTicks(Ticks(match.Groups["fraction"].Success ? match.Groups["fraction"].Value : subSeconds))
            : date;
    }

    private static long Ticks(string? digits)
    {
        var fraction = (digits ?? "").Trim(' ', '\0');
        return fraction.Length > 0 && fraction.All(char.IsAsciiDigit) ? long.Parse(fraction.PadRight(7, '0')[..7], CultureInfo.InvariantCulture) : 0;
    }

    private static TimeSpan? OffsetOf(string? text)
    {
        if (text is null or { Length: > LongestText } || OffsetPattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var minutes = (Number(match, "hours") * 60) + Number(match, "minutes");
        return minutes <= 14 * 60 ? TimeSpan.FromMinutes(match.Groups["sign"].Value == "-" ? -minutes : minutes) : null;
    }

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].ValueSpan.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        """
        ^\s*(?<year>\d{4})([:\-/.](?<month>\d\d?|\ \ ))?([:\-/.](?<day>\d\d?|\ \ ))?
        ([T\ ]\s*(?<hour>\d\d?|\ \ ):(?<minute>\d\d?|\ \ )(:(?<second>\d\d?|\ \ )([.,](?<fraction>\d+))?)?\s*(?<zone>Z|[+-]\d\d:?\d\d)?)?[\s\0]*$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^\s*(Z|(?<sign>[+-])(?<hours>\d\d):?(?<minutes>[0-5]\d))[\s\0]*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();
}
