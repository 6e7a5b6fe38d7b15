using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Sair.Engine.Imaging.Containers;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>
/// What a photo's file says besides its pixels: EXIF, XMP, IPTC captions, the texts of a PNG, and the comments of a JPEG.
/// </summary>
/// <remarks>
/// libvips finds the blocks in every container that is read; a TIFF file is an EXIF block itself. Damage costs what it hits and is
/// told by <see cref="Carry"/>; it never costs the photo.
/// </remarks>
public sealed class PhotoMetadata
{
    private const string PngText = "png-comment-";

    // Of the keywords of PNG (3rd edition, section 11.3.3) those with a place in XMP.
    private static readonly Dictionary<string, XName> s_texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Title"] = XmpPacket.Core + "title",
        ["Author"] = XmpPacket.Core + "creator",
        ["Copyright"] = XmpPacket.Core + "rights",
        ["Description"] = XmpPacket.Core + "description",
        ["Comment"] = XmpPacket.Core + "description",
    };

    // They say how and when the file was written, not what it shows, and do not hold for another file.
    private static readonly string[] s_ofTheFile =
    [
        "Software",
        "date:create",
        "date:modify",
        "date:timestamp",
        "XML:com.adobe.xmp",
        "Creation Time",
    ];

    private readonly List<(XName Name, string Text)> _captions = [];
    private readonly List<(XName Name, string Text)> _comments = [];
    private readonly bool _isUnreadable;
    private ExifBlock? _exif;
    private byte[]? _xmp;
    private bool _hasUnreadableExif;
    private bool _hasUnreadableXmp;
    private int _homelessTexts;
    private string? _creation;

    private PhotoMetadata(ReadOnlyMemory<byte> file, DateTime knownUtc)
    {
        try
        {
            ReadFields(file);
        }
        catch (InvalidImageException)
        {
            _isUnreadable = true;
        }

        Taken = FindTaken(knownUtc);
    }

    /// <summary>Gets when the photo was taken; null where the file does not say, or says nothing that can be true.</summary>
    /// <remarks>
    /// The first that holds: taken by EXIF, by XMP's copy of it, by IPTC; made into a file by EXIF, XMP or PNG, which for a camera is the
    /// same moment; the last change by EXIF.
    /// </remarks>
    public CaptureTime? Taken { get; }

    /// <summary>Reads what a file says.</summary>
    /// <param name="file">A file that <see cref="ImageDecoder"/> accepts, which checks its size; of anything else nothing is read.</param>
    /// <param name="knownUtc">When the file was there already: a later date is not believed.</param>
    public static PhotoMetadata Read(ReadOnlyMemory<byte> file, DateTime knownUtc) => new(file, knownUtc);

    /// <summary>Makes the blocks for a picture that was made from the photo.</summary>
    /// <param name="choice">What of the photo's goes along.</param>
    /// <param name="target">The picture.</param>
    public CarriedMetadata Carry(MetadataChoice choice, MetadataTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (choice == MetadataChoice.Strip)
        {
            return new CarriedMetadata(ResultNote.Xmp(target.Recipe), null, null);
        }

        return choice == MetadataChoice.Keep ? Keep(target) : Basic(target);
    }

    private CarriedMetadata Basic(MetadataTarget target)
    {
        var packet = XmpPacket.Empty();
        SetDate(packet);
        ResultNote.Mark(packet, target.Recipe);
        return new CarriedMetadata(packet.ToBytes(), Taken is { } taken ? ExifBlock.Of(taken).ToBytes() : null, null);
    }

    private CarriedMetadata Keep(MetadataTarget target)
    {
        var missed = new List<string>();
        if (_isUnreadable || (_exif is null && _hasUnreadableExif))
        {
            missed.Add("its EXIF block, which cannot be read");
        }
        else if (_exif is { HadUnreadable: true })
        {
            missed.Add("parts of its EXIF block that are damaged or too large");
        }

        if (_exif is { HadMakerNote: true })
        {
            missed.Add("the camera maker's own notes");
        }

        var keepsPlaces = target.KeepsPlaces && _exif is null or { OrientationValue: <= 1 };
        var exif = _exif?.Fit(target.Width, target.Height, keepsPlaces).ToBytes();
        if (exif is not null && !MetadataWriter.HasRoom(target.Format, exif.Length))
        {
            missed.Add("its EXIF block, too large for JPEG");
            exif = null;
        }

        if (_hasUnreadableXmp)
        {
            missed.Add("its XMP block, which cannot be read");
        }

        var packet = (_xmp is null ? null : XmpPacket.Parse(_xmp)) ?? XmpPacket.Empty();
        missed.AddRange(packet.Fit(keepsPlaces));
        return new CarriedMetadata(
            Xmp(packet, target, missed),
            exif,
            missed.Count == 0 ? null : $"Not kept of the photo's metadata: {string.Join(", ", missed)}."
        );
    }

    private byte[] Xmp(XmpPacket packet, MetadataTarget target, List<string> missed)
    {
        packet.AddMissing(_captions);
        if (_comments.Any(comment => packet.Find(comment.Name) is { } there && there != comment.Text))
        {
            missed.Add("a comment of the file, which has a description besides");
        }

        packet.AddMissing(_comments);
        if (_homelessTexts > 0)
        {
            missed.Add(
                _homelessTexts == 1
                    ? "a text of the file that has no place there"
                    : $"{_homelessTexts} texts of the file that have no place there"
            );
        }

        SetDate(packet);
        ResultNote.Mark(packet, target.Recipe);
        var bytes = packet.ToBytes();
        if (!MetadataWriter.HasRoom(target.Format, bytes.Length) && packet.RemoveHistory())
        {
            missed.Add("the history of its changes, too large for JPEG");
            bytes = packet.ToBytes();
        }

        if (MetadataWriter.HasRoom(target.Format, bytes.Length))
        {
            return bytes;
        }

        missed.Add("its XMP block, too large for JPEG");
        var own = XmpPacket.Empty();
        SetDate(own);
        ResultNote.Mark(own, target.Recipe);
        return own.ToBytes();
    }

    private void SetDate(XmpPacket packet)
    {
        if (Taken is { } taken)
        {
            packet.AddMissing([(XmpPacket.DateCreated, taken.ToXmp())]);
        }
    }

    private CaptureTime? FindTaken(DateTime knownUtc)
    {
        var xmp = _xmp is null ? null : XmpPacket.Parse(_xmp);
        return _exif?.Original(knownUtc)
            ?? xmp?.FindTime("DateTimeOriginal", knownUtc)
            ?? CaptureTime.Parse(xmp?.Find(XmpPacket.DateCreated), null, null, knownUtc)
            ?? CaptureTime.Parse(_captions.Find(caption => caption.Name == XmpPacket.DateCreated).Text, null, null, knownUtc)
            ?? _exif?.Digitized(knownUtc)
            ?? xmp?.FindTime("DateTimeDigitized", knownUtc)
            ?? CaptureTime.Parse(xmp?.Find(XmpPacket.Basic + "CreateDate"), null, null, knownUtc)
            ?? CreationTime(knownUtc)
            ?? _exif?.Changed(knownUtc);
    }

    // PNG recommends the form of e-mails.
    private CaptureTime? CreationTime(DateTime knownUtc)
    {
        if (CaptureTime.Parse(_creation, null, null, knownUtc) is { } taken)
        {
            return taken;
        }

        return DateTimeOffset.TryParse(_creation, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? CaptureTime.Parse(parsed.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture), null, null, knownUtc)
            : null;
    }

    private void ReadFields(ReadOnlyMemory<byte> file)
    {
        var format = ImageSignature.Detect(file.Span);
        if (format == ImageFormat.Tiff)
        {
            TakeExif(file.Span);
        }

        foreach (var comment in format == ImageFormat.Jpeg ? JpegMarkers.ReadComments(file.Span) : [])
        {
            TakeComment(comment);
        }

        var content = format == ImageFormat.Png ? PngChunks.WithMetadataFirst(file) : file;
        foreach (var (name, value) in ImageDecoder.ReadFields(content))
        {
            Take(name, value);
        }
    }

    private void Take(string name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case "exif-data":
                TakeExif(value);
                break;
            case "xmp-data":
                TakeXmp(value);
                break;
            case "iptc-data":
                _captions.AddRange(IptcCaptions.Read(value));
                break;
            default:
                if (name.StartsWith(PngText, StringComparison.Ordinal))
                {
                    TakeText(name[(name.IndexOf('-', PngText.Length) + 1)..], value);
                }
                else if (value.IndexOf("adobe:ns:meta"u8) >= 0)
                {
                    // HEIF files keep other documents too.
                    TakeXmp(value);
                }

                break;
        }
    }

    private void TakeExif(ReadOnlySpan<byte> value)
    {
        var block = ExifBlock.Parse(value);
        _exif ??= block;
        _hasUnreadableExif |= block is null;
    }

    private void TakeXmp(ReadOnlySpan<byte> value)
    {
        var isReadable = XmpPacket.Parse(value) is not null;
        _xmp ??= isReadable ? value.ToArray() : null;
        _hasUnreadableXmp |= !isReadable;
    }

    private void TakeText(string keyword, ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value).Trim();
        if (
            keyword.Equals("Creation Time", StringComparison.OrdinalIgnoreCase)
            || keyword.Equals("exif:DateTimeOriginal", StringComparison.OrdinalIgnoreCase)
        )
        {
            _creation = text;
        }
        else if (keyword.StartsWith("Raw profile type ", StringComparison.OrdinalIgnoreCase) && PngChunks.RawProfile(text) is { } profile)
        {
            Take(
                keyword[17..].ToUpperInvariant() switch
                {
                    "EXIF" => "exif-data",
                    "XMP" => "xmp-data",
                    "IPTC" or "8BIM" => "iptc-data",
                    "APP1" => profile.AsSpan().StartsWith("Exif"u8) ? "exif-data" : "xmp-data",
                    _ => "",
                },
                profile
            );
        }
        else if (s_texts.TryGetValue(keyword, out var property) && text.Length > 0)
        {
            (keyword.Equals("Comment", StringComparison.OrdinalIgnoreCase) ? _comments : _captions).Add((property, text));
        }
        else if (text.Length > 0 && !s_ofTheFile.Contains(keyword, StringComparer.OrdinalIgnoreCase))
        {
            _homelessTexts++;
        }
    }

    // JPEG does not say in which encoding; what is no UTF-8 is taken as Latin 1.
    private void TakeComment(byte[] bytes)
    {
        var text = (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1)
            .GetString(bytes)
            .Trim('\0', ' ', '\r', '\n', '\t');
        if (text.Length > 0)
        {
            _comments.Add((s_texts["Comment"], text));
        }
    }
}

/// <summary>What a picture's file is to say besides its pixels.</summary>
/// <param name="Xmp">An XMP packet, which says that the picture was restored by AI.</param>
/// <param name="Exif">An EXIF block; null for none.</param>
/// <param name="NotKept">One sentence on what of the photo's could not go along; null where all did.</param>
public sealed record CarriedMetadata(byte[] Xmp, byte[]? Exif, string? NotKept);

/// <summary>A picture that was made from a photo.</summary>
/// <param name="Format">JPEG, PNG or WebP.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="KeepsPlaces">
/// Whether what lies somewhere on the upright photo lies there on the picture too; false for a face that was cut out,
/// or a photo that was turned.
/// </param>
/// <param name="Recipe">How it was made, one line.</param>
public sealed record MetadataTarget(ImageFormat Format, int Width, int Height, bool KeepsPlaces, string Recipe);

/// <summary>What of the photo's metadata a download carries; every download says that it was restored by AI.</summary>
public enum MetadataChoice
{
    /// <summary>When the photo was taken.</summary>
    Basic,

    /// <summary>The photo's whole EXIF block, places included.</summary>
    Keep,

    /// <summary>Nothing of the photo.</summary>
    Strip,
}
