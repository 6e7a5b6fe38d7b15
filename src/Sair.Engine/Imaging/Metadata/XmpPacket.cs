using System.Buffers.Binary;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>The properties of an XMP packet (ISO 16684-1).</summary>
internal sealed class XmpPacket
{
    /// <summary>The Dublin Core.</summary>
    public static readonly XNamespace Core = "http://purl.org/dc/elements/1.1/";

    /// <summary>Properties of Photoshop, which IPTC uses too.</summary>
    public static readonly XNamespace Photoshop = "http://ns.adobe.com/photoshop/1.0/";

    /// <summary>The IPTC Core.</summary>
    public static readonly XNamespace Iptc = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";

    /// <summary>XMP's own properties.</summary>
    public static readonly XNamespace Basic = "http://ns.adobe.com/xap/1.0/";

    /// <summary>When the photo was taken, as IPTC says it.</summary>
    public static readonly XName DateCreated = Photoshop + "DateCreated";

    private const int LargestPacket = 2 * 1024 * 1024;
    private const int DeepestElement = 64;

    private static readonly XNamespace s_meta = "adobe:ns:meta/";
    private static readonly XNamespace s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace s_exif = "http://ns.adobe.com/exif/1.0/";
    private static readonly XNamespace s_tiff = "http://ns.adobe.com/tiff/1.0/";
    private static readonly XNamespace s_media = "http://ns.adobe.com/xap/1.0/mm/";
    private static readonly XNamespace s_iptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    // What describes the file that the packet stood in, or shows it.
    private static readonly HashSet<XName> s_ofTheFile =
    [
        s_tiff + "Orientation",
        s_tiff + "ImageWidth",
        s_tiff + "ImageLength",
        s_tiff + "BitsPerSample",
        s_tiff + "Compression",
        s_tiff + "PhotometricInterpretation",
        s_tiff + "SamplesPerPixel",
        s_tiff + "PlanarConfiguration",
        s_tiff + "NativeDigest",
        s_exif + "PixelXDimension",
        s_exif + "PixelYDimension",
        s_exif + "ColorSpace",
        s_exif + "NativeDigest",
        s_exif + "MakerNote",
        s_exif + "Gamma",
        Photoshop + "ICCProfile",
        Photoshop + "ColorMode",
        Photoshop + "LegacyIPTCDigest",
        Basic + "Thumbnails",
        Core + "format",
    ];

    // Pictures, sounds and numbers that belong to data behind the photo: depth, gain maps, motion, panoramas.
    private static readonly string[] s_ofHiddenData =
    [
        "http://ns.google.com/photos/",
        "http://ns.adobe.com/hdr-gain-map/",
        "http://ns.apple.com/HDRGainMap/",
        "http://ns.apple.com/pixeldatainfo/",
        "http://ns.adobe.com/xmp/note/",
    ];

    private static readonly HashSet<XName> s_places =
    [
        XNamespace.Get("http://www.metadataworkinggroup.com/schemas/regions/") + "Regions",
        XNamespace.Get("http://ns.microsoft.com/photo/1.2/") + "RegionInfo",
        s_iptcExtension + "ImageRegion",
        s_exif + "SubjectArea",
        s_exif + "SubjectLocation",
        XNamespace.Get("http://ns.apple.com/faceinfo/1.0/") + "Regions",
    ];

    private static readonly HashSet<XName> s_histories =
    [
        s_media + "History",
        s_media + "Ingredients",
        s_media + "Pantry",
        Photoshop + "History",
        Photoshop + "TextLayers",
    ];

    private readonly XElement _root;
    private readonly XElement _rdf;

    private XmpPacket(XElement root, XElement rdf) => (_root, _rdf) = (root, rdf);

    /// <summary>Makes a packet without properties.</summary>
    public static XmpPacket Empty()
    {
        var rdf = new XElement(s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", s_rdf));
        return new XmpPacket(new XElement(s_meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", s_meta), rdf), rdf);
    }

    /// <summary>Reads a packet.</summary>
    /// <param name="packet">May be anything; nothing outside it is ever fetched.</param>
    /// <returns>Null where it is too large, too deep or no XMP.</returns>
    public static XmpPacket? Parse(ReadOnlySpan<byte> packet)
    {
        // Some writers leave zeros around the packet.
        var (start, end) = (packet.IndexOf((byte)'<'), packet.LastIndexOf((byte)'>'));
        if (packet.Length > LargestPacket || start < 0 || end < start)
        {
            return null;
        }

        var bytes = packet[start..(end + 1)].ToArray();
        try
        {
            using (var depths = Open(bytes))
            {
                while (depths.Read())
                {
                    if (depths.Depth > DeepestElement)
                    {
                        return null;
                    }
                }
            }

            using var reader = Open(bytes);
            var root = XElement.Load(reader);
            return root.DescendantsAndSelf(s_rdf + "RDF").FirstOrDefault() is { } rdf ? new XmpPacket(root, rdf) : null;
        }
        catch (Exception failure) when (failure is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Gets the text of a property, of the first or the default entry of a list; null where there is none.</summary>
    public string? Find(XName name)
    {
        foreach (var description in Descriptions)
        {
            var text =
                description.Attribute(name)?.Value
                ?? (description.Element(name) is { } element ? (Default(element) ?? element).Value : null);
            if (!string.IsNullOrWhiteSpace(text))
            {
                return text.Trim();
            }
        }

        return null;
    }

    /// <summary>Reads a date of EXIF in XMP.</summary>
    public CaptureTime? FindTime(string name, DateTime latestUtc) => CaptureTime.Parse(Find(s_exif + name), null, null, latestUtc);

    /// <summary>Removes what is true of the photo's file alone.</summary>
    /// <param name="keepsPlaces">Whether what lay somewhere on the photo lies there on the picture too.</param>
    /// <returns>What of it a reader may miss.</returns>
    public IReadOnlyList<string> Fit(bool keepsPlaces)
    {
        Remove(s_ofTheFile.Contains);
        List<string> missed = [];
        if (Remove(name => s_ofHiddenData.Any(start => name.NamespaceName.StartsWith(start, StringComparison.Ordinal))))
        {
            missed.Add("depth, motion or panorama data of the camera");
        }

        if (!keepsPlaces && Remove(s_places.Contains))
        {
            missed.Add("marked places on the photo");
        }

        return missed;
    }

    /// <summary>Removes what tells how the file was worked on, often most of a packet.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool RemoveHistory() => Remove(s_histories.Contains);

    /// <summary>Sets properties that the packet does not have.</summary>
    /// <param name="captions">Names with values, several for lists.</param>
    public void AddMissing(IEnumerable<(XName Name, string Text)> captions)
    {
        foreach (
            var caption in captions.GroupBy(caption => caption.Name, caption => caption.Text).Where(caption => Find(caption.Key) is null)
        )
        {
            Set(caption.Key, [.. caption.Distinct()]);
        }
    }

    /// <summary>Sets a property; what it was is gone, but for other languages of a text.</summary>
    public void Set(XName name, params IReadOnlyList<string> values)
    {
        var texts = values.Select(value => new string([.. value.Where(XmlConvert.IsXmlChar)])).ToList();
        if (
            Descriptions
                .Select(description => description.Element(name))
                .OfType<XElement>()
                .Select(Default)
                .OfType<XElement>()
                .FirstOrDefault()
                is { } old
            && IsLanguages(name)
        )
        {
            old.Value = texts[0];
            return;
        }

        Remove(other => other == name);
        Own.Add(new XElement(name, Kind(name) is { } kind ? new XElement(kind, texts.Select(text => Entry(name, text))) : texts[0]));
    }

    /// <summary>Writes the packet in UTF-8.</summary>
    public byte[] ToBytes()
    {
        using var memory = new MemoryStream();
        using (
            var writer = XmlWriter.Create(
                memory,
                new XmlWriterSettings
                {
                    Encoding = new UTF8Encoding(false),
                    OmitXmlDeclaration = true,
                    Indent = true,
                    IndentChars = " ",
                }
            )
        )
        {
            writer.WriteProcessingInstruction("xpacket", "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
            _root.WriteTo(writer);
            writer.WriteProcessingInstruction("xpacket", "end=\"r\"");
        }

        return memory.ToArray();
    }

    // Properties stand in several of these, as attributes or as elements.
    private IEnumerable<XElement> Descriptions => _rdf.Elements(s_rdf + "Description");

    private XElement Own
    {
        get
        {
            if (Descriptions.LastOrDefault() is { } last)
            {
                return last;
            }

            var description = new XElement(
                s_rdf + "Description",
                new XAttribute(s_rdf + "about", ""),
                new XAttribute(XNamespace.Xmlns + "dc", Core),
                new XAttribute(XNamespace.Xmlns + "xmp", Basic),
                new XAttribute(XNamespace.Xmlns + "photoshop", Photoshop),
                new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", s_iptcExtension)
            );
            _rdf.Add(description);
            return description;
        }
    }

    private static XmlReader Open(byte[] bytes) =>
        XmlReader.Create(
            new MemoryStream(bytes),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = LargestPacket,
                CloseInput = true,
            }
        );

    private static XElement? Default(XElement property)
    {
        var entries = property.Elements().Elements(s_rdf + "li").ToList();
        return entries.Find(entry => entry.Attribute(XNamespace.Xml + "lang")?.Value == "x-default") ?? entries.FirstOrDefault();
    }

    private static bool IsLanguages(XName name) => name == Core + "title" || name == Core + "rights" || name == Core + "description";

    private static XName? Kind(XName name) =>
        name == Core + "subject" ? s_rdf + "Bag"
        : name == Core + "creator" ? s_rdf + "Seq"
        : IsLanguages(name) ? s_rdf + "Alt"
        : null;

    private static XElement Entry(XName name, string text) =>
        new(s_rdf + "li", IsLanguages(name) ? new XAttribute(XNamespace.Xml + "lang", "x-default") : null, text);

    private bool Remove(Func<XName, bool> isMeant)
    {
        var removed = false;
        foreach (var description in Descriptions.ToList())
        {
            var attributes = description
                .Attributes()
                .Where(attribute => !attribute.IsNamespaceDeclaration && isMeant(attribute.Name))
                .ToList();
            var elements = description.Elements().Where(element => isMeant(element.Name)).ToList();
            attributes.Remove();
            elements.Remove();
            removed |= attributes.Count + elements.Count > 0;
        }

        return removed;
    }
}

/// <summary>Reads captions in the form that came before XMP (IPTC-NAA IIM 4.2), as XMP properties.</summary>
internal static class IptcCaptions
{
    private const byte EnvelopeRecord = 1;
    private const byte ApplicationRecord = 2;
    private const byte CodedCharacterSet = 90;
    private const byte DateCreated = 55;
    private const byte TimeCreated = 60;
    private const ushort IptcResource = 0x0404;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The fields that IPTC's own mapping to XMP names and programs for families write.
    private static readonly Dictionary<byte, XName> s_properties = new()
    {
        [5] = XmpPacket.Core + "title",
        [25] = XmpPacket.Core + "subject",
        [40] = XmpPacket.Photoshop + "Instructions",
        [80] = XmpPacket.Core + "creator",
        [90] = XmpPacket.Photoshop + "City",
        [92] = XmpPacket.Iptc + "Location",
        [95] = XmpPacket.Photoshop + "State",
        [101] = XmpPacket.Photoshop + "Country",
        [105] = XmpPacket.Photoshop + "Headline",
        [110] = XmpPacket.Photoshop + "Credit",
        [115] = XmpPacket.Photoshop + "Source",
        [116] = XmpPacket.Core + "rights",
        [120] = XmpPacket.Core + "description",
    };

    /// <summary>Reads captions, and the date as <see cref="XmpPacket.DateCreated"/>.</summary>
    /// <param name="block">Data sets, or the resources of Photoshop that hold them; may be anything.</param>
    /// <returns>Properties with their values, several for lists; empty where nothing can be read.</returns>
    public static IReadOnlyList<(XName Name, string Text)> Read(ReadOnlySpan<byte> block)
    {
        var sets = block.StartsWith("Photoshop 3.0\0"u8) ? FindResource(block[14..]) : block;
        var captions = new List<(XName, string)>();
        var isUtf8 = false;
        string? date = null,
            time = null;
        while (sets.Length >= 5 && sets[0] == 0x1C)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(sets[3..]);

            // The highest bit tells of a length of its own, for data that no caption has.
            if (length > short.MaxValue || 5 + length > sets.Length)
            {
                break;
            }

            var (record, number) = (sets[1], sets[2]);
            var value = sets.Slice(5, length);
            sets = sets[(5 + length)..];
            if (record == EnvelopeRecord && number == CodedCharacterSet)
            {
                isUtf8 = value.SequenceEqual("\u001B%G"u8);
            }
            else if (record == ApplicationRecord && Text(value, isUtf8) is { Length: > 0 } text)
            {
                date = number == DateCreated ? text : date;
                time = number == TimeCreated ? text : time;
                if (s_properties.TryGetValue(number, out var name))
                {
                    captions.Add((name, text));
                }
            }
        }

        if (date is { Length: 8 })
        {
            captions.Add(
                (
                    XmpPacket.DateCreated,
                    $"{date[..4]}-{date[4..6]}-{date[6..]}{(time is { Length: >= 6 } ? $"T{time[..2]}:{time[2..4]}:{time[4..]}" : "")}"
                )
            );
        }

        return captions;
    }

    // "8BIM", number, name padded to an even length, length, content padded to an even length (Photoshop file format, image resources).
    private static ReadOnlySpan<byte> FindResource(ReadOnlySpan<byte> resources)
    {
        while (resources.Length >= 12 && resources.StartsWith("8BIM"u8))
        {
            var number = BinaryPrimitives.ReadUInt16BigEndian(resources[4..]);
            var head = 6 + ((resources[6] + 2) & ~1);
            if (head + 4 > resources.Length)
            {
                break;
            }

            long length = BinaryPrimitives.ReadUInt32BigEndian(resources[head..]);
            if (head + 4 + length > resources.Length)
            {
                break;
            }

            if (number == IptcResource)
            {
                return resources.Slice(head + 4, (int)length);
            }

            resources = resources[(int)Math.Min(head + 4 + length + (length % 2), resources.Length)..];
        }

        return [];
    }

    // Many programs write UTF-8 without saying so; other texts are hardly ever valid UTF-8.
    private static string Text(ReadOnlySpan<byte> bytes, bool isUtf8)
    {
        var trimmed = bytes.TrimEnd((byte)0);
        try
        {
            return s_utf8.GetString(trimmed).Trim();
        }
        catch (DecoderFallbackException)
        {
            return (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(trimmed).Trim();
        }
    }
}
