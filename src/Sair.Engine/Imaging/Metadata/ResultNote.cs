using System.Globalization;
using System.Security;
using System.Text;

namespace Sair.Engine.Imaging.Metadata;

/// <summary>Writes the XMP packet that says what a picture is (ISO 16684-1; IPTC digital source type).</summary>
public static class ResultNote
{
    private const string SourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    /// <summary>Writes the packet.</summary>
    /// <param name="recipe">How the picture was made, one line.</param>
    /// <param name="takenUtc">When the photo was taken by the camera's clock; null to leave it out.</param>
    public static byte[] Xmp(string recipe, DateTime? takenUtc)
    {
        var date = takenUtc is { } taken
            ? $"\n   <photoshop:DateCreated>{taken.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}</photoshop:DateCreated>"
            : "";
        return Encoding.UTF8.GetBytes(
            $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
             <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
               <xmp:CreatorTool>Sair</xmp:CreatorTool>
               <Iptc4xmpExt:DigitalSourceType>{SourceType}</Iptc4xmpExt:DigitalSourceType>
               <dc:description><rdf:Alt><rdf:li xml:lang="x-default">AI-restored: {SecurityElement.Escape(recipe)}</rdf:li></rdf:Alt></dc:description>{date}
              </rdf:Description>
             </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>
            """);
    }
}
