using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>The directories of an EXIF block, or of a TIFF file, that describe the photo (Exif 2.32, section 4.6).</summary>
/// <remarks>
/// Values are carried byte by byte in the order of bytes that the camera chose, so that no text is read in a wrong encoding and no
/// fraction is rounded. Not read at all, and so never carried: the second directory with its small picture of the whole photo, the
/// layout of a TIFF file's pixels, and private data of programs, which may show the photo as it was.
/// </remarks>
internal sealed class ExifBlock
{
    private const int EntryBytes = 12;
    private const int HeaderBytes = 8;
    private const int LargestValue = 16 * 1024;
    private const int LargestSum = 512 * 1024;

    private const ushort ShortType = 3;
    private const ushort LongType = 4;
    private const ushort TextType = 2;

    private const ushort Orientation = 0x0112;
    private const ushort DateTimeTag = 0x0132;
    private const ushort PhotoPointer = 0x8769;
    private const ushort GpsPointer = 0x8825;
    private const ushort ExifVersion = 0x9000;
    private const ushort DateTimeOriginal = 0x9003;
    private const ushort DateTimeDigitized = 0x9004;
    private const ushort OffsetTime = 0x9010;
    private const ushort OffsetTimeOriginal = 0x9011;
    private const ushort OffsetTimeDigitized = 0x9012;
    private const ushort SubjectArea = 0x9214;
    private const ushort MakerNote = 0x927C;
    private const ushort SubSecTime = 0x9290;
    private const ushort SubSecTimeOriginal = 0x9291;
    private const ushort SubSecTimeDigitized = 0x9292;
    private const ushort ColorSpace = 0xA001;
    private const ushort PixelXDimension = 0xA002;
    private const ushort PixelYDimension = 0xA003;
    private const ushort InteroperabilityPointer = 0xA005;
    private const ushort SubjectLocation = 0xA214;
    private const ushort Gamma = 0xA500;
    private const ushort FirstPrivate = 0xC000;

    // Document name, description, maker, model, orientation, resolution, software, times, artist, computer, rating, copyright, and the
    // title, comment, author, keywords and subject of Windows.
    private static readonly HashSet<ushort> s_described =
    [
        0x010D,
        0x010E,
        0x010F,
        0x0110,
        Orientation,
        0x011A,
        0x011B,
        0x0128,
        0x0131,
        DateTimeTag,
        0x013B,
        0x013C,
        0x4746,
        0x4749,
        0x8298,
        DateTimeOriginal,
        OffsetTimeOriginal,
        SubSecTimeOriginal,
        0x9C9B,
        0x9C9C,
        0x9C9D,
        0x9C9E,
        0x9C9F,
    ];

    private readonly bool _isLittle;
    private readonly SortedDictionary<ushort, Value> _main;
    private readonly SortedDictionary<ushort, Value> _photo;
    private readonly SortedDictionary<ushort, Value> _gps;
    private int _sum;

    private ExifBlock(bool isLittle, IDictionary<ushort, Value> main, IDictionary<ushort, Value> photo, IDictionary<ushort, Value> gps)
    {
        _isLittle = isLittle;
        (_main, _photo, _gps) = (new(main), new(photo), new(gps));
    }

    private ExifBlock(bool isLittle)
        : this(
            isLittle,
            new SortedDictionary<ushort, Value>(),
            new SortedDictionary<ushort, Value>(),
            new SortedDictionary<ushort, Value>()
        ) { }

    /// <summary>
    /// Gets a value indicating whether the camera's maker left notes; they are not carried, because they point into the file that
    /// they stood in and often hold a picture of the whole photo.
    /// </summary>
    public bool HadMakerNote { get; private set; }

    /// <summary>Gets a value indicating whether entries were left out because they are damaged, too large or too many.</summary>
    public bool HadUnreadable { get; private set; }

    /// <summary>Reads a block.</summary>
    /// <param name="tiff">A TIFF header with its directories, with or without the marker of a JPEG segment before it; may be
    /// anything.</param>
    /// <returns>Null where it is none.</returns>
    public static ExifBlock? Parse(ReadOnlySpan<byte> tiff)
    {
        while (tiff.StartsWith("Exif\0\0"u8))
        {
            tiff = tiff[6..];
        }

        var isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < HeaderBytes || (!isLittle && !tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var block = new ExifBlock(isLittle);
        var (photo, gps) = block.Read(tiff, block.Long(tiff[4..]), block._main, s_described.Contains);
        if (photo is { } exif)
        {
            block.Read(tiff, exif, block._photo, tag => tag is < FirstPrivate and not InteroperabilityPointer);
        }

        if (gps is { } place)
        {
            block.Read(tiff, place, block._gps, _ => true);
        }

        return block;
    }

    /// <summary>Makes a block that tells when the photo was taken and nothing else.</summary>
    public static ExifBlock Of(CaptureTime taken)
    {
        var block = new ExifBlock(isLittle: true);
        block._photo[ExifVersion] = new Value(7, 4, "0232"u8.ToArray());
        block.SetText(DateTimeOriginal, taken.Clock.ToString("yyyy:MM:dd HH:mm:ss"));
        if (taken.Clock.ToString("FFFFFFF") is { Length: > 0 } fraction)
        {
            block.SetText(SubSecTimeOriginal, fraction);
        }

        if (taken.OffsetText is { } offset)
        {
            block.SetText(OffsetTimeOriginal, offset);
        }

        return block;
    }

    /// <summary>Reads when the photo was taken.</summary>
    public CaptureTime? Original(DateTime latestUtc) =>
        CaptureTime.Parse(Text(DateTimeOriginal), Text(SubSecTimeOriginal), Text(OffsetTimeOriginal), latestUtc);

    /// <summary>Reads when the photo became a file: for a camera the same, for a scanner the time of the scan.</summary>
    public CaptureTime? Digitized(DateTime latestUtc) =>
        CaptureTime.Parse(Text(DateTimeDigitized), Text(SubSecTimeDigitized), Text(OffsetTimeDigitized), latestUtc);

    /// <summary>Reads when the file was changed last.</summary>
    public CaptureTime? Changed(DateTime latestUtc) => CaptureTime.Parse(Text(DateTimeTag), Text(SubSecTime), Text(OffsetTime), latestUtc);

    /// <summary>Makes a block that is true of another picture: upright, sRGB, of another size.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="keepsPlaces">Whether what lay somewhere on the photo lies there on the picture too.</param>
    public ExifBlock Fit(int width, int height, bool keepsPlaces)
    {
        var fitted = new ExifBlock(_isLittle, _main, _photo, _gps);
        fitted._main[Orientation] = Short(1);
        fitted._photo[ColorSpace] = Short(1);
        fitted._photo[PixelXDimension] = Long(width);
        fitted._photo[PixelYDimension] = Long(height);
        fitted._photo.Remove(Gamma);
        if (!keepsPlaces)
        {
            fitted._photo.Remove(SubjectArea);
            fitted._photo.Remove(SubjectLocation);
        }

        return fitted;
    }

    /// <summary>Gets the orientation, 1–8; 1 where there is none.</summary>
    public int OrientationValue =>
        _main.TryGetValue(Orientation, out var value) && value is { Type: ShortType, Bytes.Length: >= 2 } ? Short(value.Bytes) : 1;

    /// <summary>Writes the block, each directory in the order of its tags.</summary>
    /// <returns>A TIFF header with its directories.</returns>
    public byte[] ToBytes()
    {
        var photo = HeaderBytes + Size(_main, pointers: (_photo.Count > 0 ? 1 : 0) + (_gps.Count > 0 ? 1 : 0));
        var gps = photo + Size(_photo, pointers: 0);
        var main = new SortedDictionary<ushort, Value>(_main);
        if (_photo.Count > 0)
        {
            main[PhotoPointer] = Long(photo);
        }

        if (_gps.Count > 0)
        {
            main[GpsPointer] = Long(gps);
        }

        var bytes = new byte[gps + Size(_gps, pointers: 0)];
        (_isLittle ? "II*\0"u8 : "MM\0*"u8).CopyTo(bytes);
        Write(bytes.AsSpan(4), (uint)HeaderBytes);
        Write(bytes, HeaderBytes, main);
        Write(bytes, photo, _photo);
        Write(bytes, gps, _gps);
        return bytes;
    }

    // Every offset and length is checked, because the file may be anything; nothing follows a pointer twice.
    private (uint? Photo, uint? Gps) Read(
        ReadOnlySpan<byte> tiff,
        uint offset,
        SortedDictionary<ushort, Value> directory,
        Func<ushort, bool> isWanted
    )
    {
        (uint? Photo, uint? Gps) pointers = default;
        if (offset + 2L > tiff.Length)
        {
            HadUnreadable = true;
            return pointers;
        }

        var entries = tiff[((int)offset + 2)..];
        var count = Short(tiff[(int)offset..]);
        for (var i = 0; i < count; i++)
        {
            if ((i + 1) * EntryBytes > entries.Length)
            {
                HadUnreadable = true;
                break;
            }

            var entry = entries.Slice(i * EntryBytes, EntryBytes);
            var tag = Short(entry);
            switch (tag)
            {
                case PhotoPointer:
                    pointers.Photo = Long(entry[8..]);
                    break;
                case GpsPointer:
                    pointers.Gps = Long(entry[8..]);
                    break;
                case MakerNote:
                    HadMakerNote = true;
                    break;
                default:
                    if (isWanted(tag) && !directory.ContainsKey(tag))
                    {
                        Add(tiff, entry, tag, directory);
                    }

                    break;
            }
        }

        return pointers;
    }

    private void Add(ReadOnlySpan<byte> tiff, ReadOnlySpan<byte> entry, ushort tag, SortedDictionary<ushort, Value> directory)
    {
        var (type, count) = (Short(entry[2..]), Long(entry[4..]));
        var length = (long)count * SizeOf(type);
        var offset = length <= 4 ? 0 : Long(entry[8..]);
        if (length == 0 || length > LargestValue || _sum + length > LargestSum || offset + length > tiff.Length)
        {
            // A value of no length says nothing.
            HadUnreadable |= count > 0;
            return;
        }

        _sum += (int)length;
        directory[tag] = new Value(
            type,
            count,
            (length <= 4 ? entry.Slice(8, (int)length) : tiff.Slice((int)offset, (int)length)).ToArray()
        );
    }

    private string? Text(ushort tag)
    {
        if (!_photo.TryGetValue(tag, out var value) && !_main.TryGetValue(tag, out value))
        {
            return null;
        }

        var end = value.Bytes.AsSpan().IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? value.Bytes : value.Bytes.AsSpan(0, end));
    }

    private void SetText(ushort tag, string text) =>
        _photo[tag] = new Value(TextType, (uint)text.Length + 1, [.. Encoding.ASCII.GetBytes(text), 0]);

    private Value Short(int number)
    {
        var bytes = new byte[2];
        Write(bytes, (ushort)number);
        return new Value(ShortType, 1, bytes);
    }

    private Value Long(int number)
    {
        var bytes = new byte[4];
        Write(bytes, (uint)number);
        return new Value(LongType, 1, bytes);
    }

    // Values of more than four bytes stand behind their directory, at even places.
    private static int Size(SortedDictionary<ushort, Value> directory, int pointers) =>
        directory.Count + pointers == 0
            ? 0
            : 2
                + ((directory.Count + pointers) * EntryBytes)
                + 4
                + directory.Values.Sum(value => value.Bytes.Length > 4 ? Even(value.Bytes.Length) : 0);

    private void Write(byte[] bytes, int at, SortedDictionary<ushort, Value> directory)
    {
        if (directory.Count == 0)
        {
            return;
        }

        Write(bytes.AsSpan(at), (ushort)directory.Count);
        var place = at + 2 + (directory.Count * EntryBytes) + 4;
        foreach (var (i, (tag, value)) in directory.Index())
        {
            var entry = bytes.AsSpan(at + 2 + (i * EntryBytes), EntryBytes);
            Write(entry, tag);
            Write(entry[2..], value.Type);
            Write(entry[4..], value.Count);
            if (value.Bytes.Length <= 4)
            {
                value.Bytes.CopyTo(entry[8..]);
            }
            else
            {
                Write(entry[8..], (uint)place);
                value.Bytes.CopyTo(bytes, place);
                place += Even(value.Bytes.Length);
            }
        }
    }

    private static int Even(int length) => length + (length % 2);

    private static int SizeOf(ushort type) =>
        type switch
        {
            1 or 2 or 6 or 7 or 129 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 => 8,
            _ => 0,
        };

    private ushort Short(ReadOnlySpan<byte> bytes) =>
        _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private void Write(Span<byte> bytes, ushort number)
    {
        if (_isLittle)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
        }
    }

    private void Write(Span<byte> bytes, uint number)
    {
        if (_isLittle)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        }
    }

    // Bytes in the order of the block.
    private sealed record Value(ushort Type, uint Count, byte[] Bytes);
}

/// <summary>When a photo was taken.</summary>
/// <param name="Clock">What the camera's own clock showed, to the fraction of a second that is known; of kind UTC, though no zone
/// is applied.</param>
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
            ? date.Add(new TimeSpan(hour, minute, second))
                .AddTicks(Ticks(match.Groups["fraction"].Success ? match.Groups["fraction"].Value : subSeconds))
            : date;
    }

    private static long Ticks(string? digits)
    {
        var fraction = (digits ?? "").Trim(' ', '\0');
        return fraction.Length > 0 && fraction.All(char.IsAsciiDigit)
            ? long.Parse(fraction.PadRight(7, '0')[..7], CultureInfo.InvariantCulture)
            : 0;
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

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        """
            ^\s*(?<year>\d{4})([:\-/.](?<month>\d\d?|\ \ ))?([:\-/.](?<day>\d\d?|\ \ ))?
            ([T\ ]\s*(?<hour>\d\d?|\ \ ):(?<minute>\d\d?|\ \ )(:(?<second>\d\d?|\ \ )([.,](?<fraction>\d+))?)?
            \s*(?<zone>Z|[+-]\d\d:?\d\d)?)?[\s\0]*$
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex DatePattern();

    [GeneratedRegex(
        @"^\s*(Z|(?<sign>[+-])(?<hours>\d\d):?(?<minutes>[0-5]\d))[\s\0]*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex OffsetPattern();
}
