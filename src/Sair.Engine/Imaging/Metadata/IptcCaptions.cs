using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;

namespace Sair.Engine.Imaging.Metadata;

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
        string? date = null, time = null;
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
            captions.Add((XmpPacket.DateCreated, $"{date[..4]}-{date[4..6]}-{date[6..]}{(time is { Length: >= 6 } ? $"T{time[..2]}:{time[2..4]}:{time[4..]}" : "")}"));
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
