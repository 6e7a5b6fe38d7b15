using System.Xml.Linq;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Says in XMP what a picture is (ISO 16684-1; IPTC digital source type).</summary>
public static class ResultNote
{
    private const string SourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static readonly XName s_sourceType = XNamespace.Get("http://iptc.org/std/Iptc4xmpExt/2008-02-29/") + "DigitalSourceType";

    /// <summary>Writes a packet that says nothing of the photo.</summary>
    /// <param name="recipe">How the picture was made, one line.</param>
    public static byte[] Xmp(string recipe)
    {
        var packet = XmpPacket.Empty();
        Mark(packet, recipe);
        return packet.ToBytes();
    }

    /// <summary>Says it in a packet; a caption of the photo stays before it.</summary>
    internal static void Mark(XmpPacket packet, string recipe)
    {
        packet.Set(XmpPacket.Basic + "CreatorTool", "Sair");
        packet.Set(s_sourceType, SourceType);
        packet.Set(XmpPacket.Core + "description", $"{(packet.Find(XmpPacket.Core + "description") is { } caption ? $"{caption}\n" : "")}AI-restored: {recipe}");
    }
}
