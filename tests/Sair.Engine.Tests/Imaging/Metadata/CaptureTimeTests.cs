using Sair.Engine.Imaging.Metadata;

namespace Sair.Engine.Tests.Imaging.Metadata;

public sealed class CaptureTimeTests
{
    private static readonly DateTime s_known = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    [Theory]
    [InlineData("2009:06:07 18:30:05", null, null, "2009-06-07T18:30:05")]
    [InlineData("2009:06:07 18:30:05\0", "25", "+02:00", "2009-06-07T18:30:05.25+02:00")]
    [InlineData("2009:06:07 18:30:05", "007\0", "-03:30 ", "2009-06-07T18:30:05.007-03:30")]
    [InlineData("2009:06:07 18:30:05", "half", "east", "2009-06-07T18:30:05")]
    [InlineData("2009-06-07T18:30:05.5Z", null, null, "2009-06-07T18:30:05.5+00:00")]
    [InlineData("2009-06-07T18:30:05-08:00", null, "+02:00", "2009-06-07T18:30:05-08:00")]
    [InlineData("2009-06-07T18:30", null, null, "2009-06-07T18:30:00")]
    [InlineData("1955-06-07", null, null, "1955-06-07T00:00:00")]
    [InlineData("1955-06", null, null, "1955-06-01T00:00:00")]
    [InlineData("1955", null, null, "1955-01-01T00:00:00")]
    [InlineData("1955:00:00 00:00:00", null, null, "1955-01-01T00:00:00")]
    [InlineData("1955:06:     :  :  ", null, null, "1955-06-01T00:00:00")]
    [InlineData("2009:06:07 25:61:99", null, null, "2009-06-07T00:00:00")]
    [InlineData("2026:05:05 03:02:01", null, null, "2026-05-05T03:02:01")]
    public void Parse_DateAsSomeProgramWritesIt_IsUnderstood(string text, string? subSeconds, string? offset, string expected)
    {
        var taken = CaptureTime.Parse(text, subSeconds, offset, s_known)!;

        Assert.Equal(expected, taken.ToXmp());
        Assert.Equal(DateTimeKind.Utc, taken.Clock.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("    :  :     :  :  ")]
    [InlineData("not a date at all!!")]
    [InlineData("2009:13:07 18:30:05")]
    [InlineData("2009:02:30 18:30:05")]
    [InlineData("2009:06:07 18:30:05 and more")]
    [InlineData("1825:12:31 23:59:59")]
    [InlineData("2026:05:05 03:02:02")]
    [InlineData("9999:12:31 23:59:59")]
    [InlineData("2009:06:07                                                                             18:30:05")]
    public void Parse_NoRealDate_IsNull(string? text) => Assert.Null(CaptureTime.Parse(text, null, null, s_known));
}
