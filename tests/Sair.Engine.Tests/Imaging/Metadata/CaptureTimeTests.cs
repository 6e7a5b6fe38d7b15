using System.Text;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Engine.Tests.Imaging.Metadata;

public sealed class CaptureTimeTests
{
    private static readonly DateTime s_taken = new(2019, 7, 14, 18, 30, 5, DateTimeKind.Utc);

    [Fact]
    public void Read_OriginalTime_ReturnsIt() => Assert.Equal(s_taken, CaptureTime.Read(File("2019:07:14 18:30:05")));

    [Theory]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("not a date at all!!")]
    public void Read_NoRealDate_ReturnsNull(string text) => Assert.Null(CaptureTime.Read(File(text)));

    [Fact]
    public void Read_CutOffAnywhere_NeverThrows()
    {
        var file = File("2019:07:14 18:30:05");

        Assert.All(Enumerable.Range(0, file.Length), length => Assert.Null(CaptureTime.Read(file.AsSpan(0, length))));
    }

    // FF D8, the marker, then a little-endian TIFF: IFD0 with the pointer to the Exif IFD, which holds DateTimeOriginal.
    private static byte[] File(string date) =>
    [
        0xFF, 0xD8, 0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8,
        .. "II*\0"u8, 8, 0, 0, 0,
        1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0,
        1, 0, 0x03, 0x90, 2, 0, 20, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0,
        .. Encoding.ASCII.GetBytes(date),
    ];
}
