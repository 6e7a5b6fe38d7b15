using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.TestKit;

namespace Sair.Engine.Tests.Imaging.Metadata;

public sealed class PhotoMetadataTests
{
    private static readonly DateTime s_known = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private static readonly RgbImage s_picture = new(16, 12, [.. Enumerable.Range(0, 16 * 12 * 3).Select(i => (byte)i)]);
    private static readonly byte[] s_jpeg = ImageEncoder.Encode(s_picture, ImageFormat.Jpeg);
    private static readonly byte[] s_thumbnail = [0xFF, 0xD8, 0xFF, 0xDB, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xFF, 0xD9];

    private static readonly string[] s_kinds = ["jpg", "png", "webp", "tif", "heic", "avif"];

    public static TheoryData<string> Kinds => [.. s_kinds];

    public static TheoryData<string, ImageFormat> KindsAndOutputs
    {
        get
        {
            var rows = new TheoryData<string, ImageFormat>();
            foreach (var (kind, format) in s_kinds.SelectMany(kind => ImageEncoder.Formats, (kind, format) => (kind, format)))
            {
                rows.Add(kind, format);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_DescribedFile_KnowsTheMomentByTheCamerasClock(string kind) =>
        Assert.Equal("2009-06-07T18:30:05.25+02:00", Read(Fixture("described", kind)).Taken!.ToXmp());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_FileWithXmpAlone_KnowsItsDate(string kind) =>
        Assert.Equal("1955-06-07T00:00:00", Read(Fixture("xmp", kind)).Taken!.ToXmp());

    [Theory]
    [MemberData(nameof(KindsAndOutputs))]
    public void Carry_Keep_TakesTheDescriptionAlongButWhatIsNotTrueOfTheResult(string kind, ImageFormat format)
    {
        var original = Fixture("described", kind);

        var written = Write(original, MetadataChoice.Keep, format, out var notKept);

        Assert.Null(notKept);
        Assert.Equal(s_picture.Width, ImageDecoder.Decode(written).Image.Width);
        Assert.Equal(1, ImageDecoder.ReadInfo(written).Orientation);
        Assert.Equal("2009-06-07T18:30:05.25+02:00", Read(written).Taken!.ToXmp());
        var (main, photo, gps) = Exif(written);
        Assert.Equal("Acme\0", Encoding.ASCII.GetString(main[0x010F]));
        Assert.Equal("A walk\0", Encoding.ASCII.GetString(main[0x010E]));
        Assert.Equal("2010:02:03 04:05:06\0", Encoding.ASCII.GetString(photo[0x9004]));
        Assert.Equal("N\0", Encoding.ASCII.GetString(gps[1]));
        Assert.Equal(24, gps[2].Length);
        Assert.Equal([16, 12], new[] { photo[0xA002], photo[0xA003] }.Select(side => (int)side.Max()));
        Assert.Equal(1, photo[0xA001].Max());
        Assert.True(written.AsSpan().IndexOf(File.ReadAllBytes(Fixtures.Locate("metadata", "thumb.jpg")).AsSpan(0, 64)) < 0);
        var text = Encoding.UTF8.GetString(written);
        Assert.All(
            ["A title", "Otto", "Munich", "AI-restored: recipe 7", "compositeWithTrainedAlgorithmicMedia", ">Sair<"],
            part => Assert.Contains(part, text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("tiff:Orientation", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KindsAndOutputs))]
    public void Carry_Basic_TakesTheDateAlongAndNothingElse(string kind, ImageFormat format)
    {
        var written = Write(Fixture("described", kind), MetadataChoice.Basic, format, out var notKept);

        Assert.Null(notKept);
        Assert.Equal("2009-06-07T18:30:05.25+02:00", Read(written).Taken!.ToXmp());
        var (main, photo, gps) = Exif(written);
        Assert.Equal([ExifBytes.Photo], main.Keys);
        Assert.Equal([0x9000, 0x9003, 0x9011, 0x9291], photo.Keys.Select(tag => (int)tag).Order());
        Assert.Empty(gps);
        var text = Encoding.UTF8.GetString(written);
        Assert.Contains("AI-restored: recipe 7", text, StringComparison.Ordinal);
        AssertSaysNothingOfThePhoto(text);
    }

    [Theory]
    [MemberData(nameof(KindsAndOutputs))]
    public void Carry_Strip_TakesNothingAlong(string kind, ImageFormat format)
    {
        var written = Write(Fixture("described", kind), MetadataChoice.Strip, format, out var notKept);

        Assert.Null(notKept);
        Assert.Null(Read(written).Taken);
        var text = Encoding.UTF8.GetString(written);
        Assert.Contains("AI-restored: recipe 7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2009", text, StringComparison.Ordinal);
        AssertSaysNothingOfThePhoto(text);
    }

    [Theory]
    [InlineData("jpg", ImageFormat.Png)]
    [InlineData("tif", ImageFormat.Jpeg)]
    public void Carry_CaptionsOlderThanXmp_FillWhatXmpDoesNotSay(string kind, ImageFormat format)
    {
        var text = Encoding.UTF8.GetString(Write(Fixture("described", kind), MetadataChoice.Keep, format, out _));

        Assert.All(["Old headline", "Ägypten\nAI-restored: recipe 7"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Graz", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Carry_BlockOfEitherByteOrder_StaysUprightWithoutSmallPictureAndMakersNotes(bool isLittle)
    {
        var exif = ExifBytes.Write(
            [ExifBytes.Text(0x010E, "© Jürgen"), ExifBytes.Short(0x0112, 6, isLittle)],
            [
                ExifBytes.Text(0x9003, "2009:06:07 18:30:05"),
                ExifBytes.Bytes(0x927C, s_thumbnail),
                ExifBytes.Bytes(0x9214, [1, 0, 2, 0]),
                ExifBytes.Bytes(0xC4A5, s_thumbnail),
            ],
            thumbnail: s_thumbnail,
            isLittle: isLittle
        );

        var written = Write(MetadataWriter.IntoJpeg(s_jpeg, [], exif), MetadataChoice.Keep, ImageFormat.Webp, out var notKept);

        Assert.Equal("Not kept of the photo's metadata: the camera maker's own notes.", notKept);
        var (main, photo, _) = Exif(written);
        Assert.Equal("© Jürgen\0", Encoding.Latin1.GetString(main[0x010E]));
        Assert.Equal(1, main[0x0112].Max());
        Assert.Equal([0x9003, 0xA001, 0xA002, 0xA003], photo.Keys.Select(tag => (int)tag).Order());
        Assert.True(written.AsSpan().IndexOf(s_thumbnail) < 0);
    }

    [Fact]
    public void Read_SeveralDates_TakesTheMomentOfThePhotoBeforeThatOfTheFile()
    {
        const string Nonsense = "0000:00:00 00:00:00";
        string[] order =
        [
            Taken("2001:01:01 01:01:01", "2002-01-01", "2003-01-01", "2005:01:01 01:01:01", "2006-01-01", "2007:01:01 01:01:01"),
            Taken(Nonsense, "2002-01-01", "2003-01-01", "2005:01:01 01:01:01", "2006-01-01", "2007:01:01 01:01:01"),
            Taken(null, "2099-01-01", "2003-01-01", "2005:01:01 01:01:01", "2006-01-01", "2007:01:01 01:01:01"),
            Taken(null, null, null, "2005:01:01 01:01:01", "2006-01-01", "2007:01:01 01:01:01"),
            Taken(null, null, null, null, "2006-01-01", "2007:01:01 01:01:01"),
            Taken(null, null, null, null, null, "2007:01:01 01:01:01"),
            Taken(null, null, null, null, null, Nonsense),
        ];

        Assert.Equal(["2001", "2002", "2003", "2005", "2006", "2007", ""], order);

        static string Taken(string? original, string? xmpOriginal, string? created, string? digitized, string? xmpCreate, string? changed)
        {
            var exif = ExifBytes.Write(
                changed is null ? [] : [ExifBytes.Text(0x0132, changed)],
                [
                    .. original is null ? [] : new[] { ExifBytes.Text(0x9003, original) },
                    .. digitized is null ? [] : new[] { ExifBytes.Text(0x9004, digitized) },
                ]
            );
            var xmp = Xmp(
                (xmpOriginal is null ? "" : $"exif:DateTimeOriginal='{xmpOriginal}' ")
                    + (xmpCreate is null ? "" : $"xmp:CreateDate='{xmpCreate}' "),
                created is null ? "" : $"<photoshop:DateCreated>{created}</photoshop:DateCreated>"
            );
            return Read(MetadataWriter.IntoJpeg(s_jpeg, xmp, exif)).Taken?.Clock.Year.ToString() ?? "";
        }
    }

    [Fact]
    public void Read_PngOfWhichTheDescriptionStandsBehindThePixels_FindsIt()
    {
        var described = Fixture("described", "png");
        var (pixels, others) = (
            Chunks(described).Where(chunk => chunk.Type == "IDAT").ToList(),
            Chunks(described).Where(chunk => chunk.Type is "eXIf" or "iTXt").ToList()
        );
        byte[] late =
        [
            .. described[..33],
            .. pixels.SelectMany(chunk => chunk.Bytes),
            .. others.SelectMany(chunk => chunk.Bytes),
            .. Chunks(described).Last().Bytes,
        ];

        var written = Write(late, MetadataChoice.Keep, ImageFormat.Jpeg, out var notKept);

        Assert.Null(notKept);
        Assert.Equal("2009-06-07T18:30:05.25+02:00", Read(late).Taken!.ToXmp());
        Assert.Contains("A title", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal("Acme\0", Encoding.ASCII.GetString(Exif(written).Main[0x010F]));
    }

    [Theory]
    [InlineData("Creation Time", "Sun, 07 Jun 2009 18:30:05 +0200", "2009-06-07T18:30:05+02:00")]
    [InlineData("Creation Time", "2009:06:07 18:30:05", "2009-06-07T18:30:05")]
    [InlineData("exif:DateTimeOriginal", "2009:06:07 18:30:05", "2009-06-07T18:30:05")]
    [InlineData("Creation Time", "some day", null)]
    [InlineData("Software", "2009:06:07 18:30:05", null)]
    public void Read_PngWithADateAsText_UnderstandsIt(string keyword, string text, string? expected) =>
        Assert.Equal(
            expected,
            Read(PngWith("tEXt", [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)])).Taken?.ToXmp()
        );

    [Fact]
    public void Read_PngWithAProfileAsText_UnderstandsIt()
    {
        byte[] exif = [.. "Exif\0\0"u8, .. ExifBytes.Write([], [ExifBytes.Text(0x9003, "2009:06:07 18:30:05")])];
        var file = PngWith(
            "tEXt",
            Encoding.Latin1.GetBytes($"Raw profile type exif\0\nexif\n{exif.Length, 8}\n{Convert.ToHexString(exif)}\n")
        );

        Assert.Equal("2009-06-07T18:30:05", Read(file).Taken!.ToXmp());
    }

    [Fact]
    public void Carry_PngWithTexts_KeepsThemAsProperties()
    {
        var text = Encoding.UTF8.GetString(
            Write(PngWith("tEXt", "Title\0A wedding"u8.ToArray()), MetadataChoice.Keep, ImageFormat.Jpeg, out _)
        );

        Assert.Contains("A wedding", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Software\0GIMP", null)]
    [InlineData("Warning\0Not for children", "Not kept of the photo's metadata: a text of the file that has no place there.")]
    [InlineData("Comment\0At the lake", null)]
    public void Carry_PngWithATextWithoutAPlace_SaysSo(string text, string? notKept)
    {
        Write(PngWith("tEXt", Encoding.Latin1.GetBytes(text)), MetadataChoice.Keep, ImageFormat.Jpeg, out var said);

        Assert.Equal(notKept, said);
    }

    [Fact]
    public void Carry_JpegWithComments_KeepsThemAsTheDescription()
    {
        byte[] file = [0xFF, 0xD8, .. Comment("Am See, 1987 ü"u8), .. s_jpeg[2..]];

        var written = Encoding.UTF8.GetString(Write(file, MetadataChoice.Keep, ImageFormat.Png, out var said));

        Assert.Contains("Am See, 1987 ü", written, StringComparison.Ordinal);
        Assert.Null(said);
        Assert.DoesNotContain(
            "Am See",
            Encoding.UTF8.GetString(Write(file, MetadataChoice.Basic, ImageFormat.Png, out _)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Carry_JpegWithACommentAndADescription_KeepsTheDescriptionAndSaysSo()
    {
        var described = MetadataWriter.IntoJpeg(
            s_jpeg,
            Xmp(
                "",
                "<dc:description xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Alt><rdf:li xml:lang='x-default'>A "
                    + "wedding</rdf:li></rdf:Alt></dc:description>"
            ),
            null
        );
        byte[] file = [0xFF, 0xD8, .. Comment([0x46, 0xFC, 0x72]), .. described[2..]];

        var written = Encoding.UTF8.GetString(Write(file, MetadataChoice.Keep, ImageFormat.Png, out var said));

        Assert.Contains("A wedding", written, StringComparison.Ordinal);
        Assert.Equal("Not kept of the photo's metadata: a comment of the file, which has a description besides.", said);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Carry_MarkedPlaces_AreKeptWhereTheResultShowsTheWholePhoto(bool isWholePhoto, bool isKept)
    {
        var xmp = Xmp(
            "",
            "<mwg-rs:Regions xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' "
                + "rdf:parseType='Resource'><mwg-rs:RegionList>Anna</mwg-rs:RegionList></mwg-rs:Regions>"
        );

        var carried = Read(MetadataWriter.IntoJpeg(s_jpeg, xmp, null))
            .Carry(MetadataChoice.Keep, Target(ImageFormat.Png) with { KeepsPlaces = isWholePhoto });

        Assert.Equal(isKept, Encoding.UTF8.GetString(carried.Xmp).Contains("Anna", StringComparison.Ordinal));
        Assert.Equal(isKept ? null : "Not kept of the photo's metadata: marked places on the photo.", carried.NotKept);
    }

    [Fact]
    public void Carry_PicturesInsideXmp_AreNotKept()
    {
        var xmp = Xmp(
            "xmlns:GDepth='http://ns.google.com/photos/1.0/depthmap/' GDepth:Data='OLDFACE'",
            "<xmp:Thumbnails><rdf:Alt><rdf:li>OLDFACE</rdf:li></rdf:Alt></xmp:Thumbnails>"
        );

        var carried = Read(MetadataWriter.IntoJpeg(s_jpeg, xmp, null)).Carry(MetadataChoice.Keep, Target(ImageFormat.Png));

        Assert.DoesNotContain("OLDFACE", Encoding.UTF8.GetString(carried.Xmp), StringComparison.Ordinal);
        Assert.Equal("Not kept of the photo's metadata: depth, motion or panorama data of the camera.", carried.NotKept);
    }

    [Fact]
    public void Carry_MoreThanAJpegHolds_SaysSoAndKeepsItInOtherFormats()
    {
        var exif = ExifBytes.Write(
            [ExifBytes.Text(0x010F, "Acme")],
            [.. Enumerable.Range(0, 6).Select(i => ExifBytes.Bytes((ushort)(0x9400 + i), new byte[16_000]))]
        );
        var history = string.Concat(Enumerable.Range(0, 1000).Select(i => $"<rdf:li>{new string('x', 70)}{i}</rdf:li>"));
        var xmp = Xmp(
            "",
            $"<xmpMM:History xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/'><rdf:Seq>{history}</rdf:Seq></xmpMM:History>"
                + "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>"
        );
        var photo = Read(MetadataWriter.IntoPng(ImageEncoder.Encode(s_picture, ImageFormat.Png), xmp, exif));

        var (jpeg, webp) = (
            photo.Carry(MetadataChoice.Keep, Target(ImageFormat.Jpeg)),
            photo.Carry(MetadataChoice.Keep, Target(ImageFormat.Webp))
        );

        Assert.Equal(
            "Not kept of the photo's metadata: its EXIF block, too large for JPEG, the history of its changes, too large for JPEG.",
            jpeg.NotKept
        );
        Assert.Null(jpeg.Exif);
        Assert.Contains("A title", Encoding.UTF8.GetString(jpeg.Xmp), StringComparison.Ordinal);
        Assert.Null(webp.NotKept);
        Assert.Contains("xxx999<", Encoding.UTF8.GetString(webp.Xmp), StringComparison.Ordinal);
        Assert.Equal("Acme\0", Encoding.ASCII.GetString(ExifBytes.Read(webp.Exif)[0][0x010F]));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><x>&b;</x>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF")]
    [InlineData("no XMP at all")]
    [InlineData("DEEP")]
    public void Carry_HostileXmp_IsLeftOutWithASentence(string packet)
    {
        var xmp = Encoding.UTF8.GetBytes(
            packet == "DEEP" ? $"{string.Concat(Enumerable.Repeat("<a>", 9000))}{string.Concat(Enumerable.Repeat("</a>", 9000))}" : packet
        );

        var written = Write(MetadataWriter.IntoJpeg(s_jpeg, xmp, null), MetadataChoice.Keep, ImageFormat.Png, out var notKept);

        Assert.Equal("Not kept of the photo's metadata: its XMP block, which cannot be read.", notKept);
        Assert.Contains("AI-restored: recipe 7", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    [Fact]
    public void Carry_EntriesThatAllClaimTheWholeBlock_StaysSmall()
    {
        var claims = Enumerable.Range(1, 4000).Select(i => ((ushort)i, (ushort)7, 16_000u, new byte[8])).ToList();
        var photo = Read(MetadataWriter.IntoPng(ImageEncoder.Encode(s_picture, ImageFormat.Png), [], ExifBytes.Write([], claims)));

        var carried = photo.Carry(MetadataChoice.Keep, Target(ImageFormat.Png));

        Assert.InRange(carried.Exif!.Length, 1, 600 * 1024);
        Assert.Equal("Not kept of the photo's metadata: parts of its EXIF block that are damaged or too large.", carried.NotKept);
    }

    [Fact]
    public void Carry_DamagedBlocks_GiveAReadablePictureAlways()
    {
        var exif = ExifBytes.Write(
            [ExifBytes.Text(0x010F, "Acme"), ExifBytes.Short(0x0112, 6)],
            [ExifBytes.Text(0x9003, "2009:06:07 18:30:05"), ExifBytes.Bytes(0x927C, s_thumbnail)],
            [ExifBytes.Text(1, "N")],
            s_thumbnail
        );
        var xmp = Xmp(
            "xmp:CreateDate='2006-01-01'",
            "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>"
        );
        var random = new Random(20_090_607);
        for (var round = 0; round < 500; round++)
        {
            var (badExif, badXmp) = (Mutate(exif, random), Mutate(xmp, random));
            var file = (round % 3) switch
            {
                0 => MetadataWriter.IntoJpeg(s_jpeg, badXmp, badExif),
                1 => MetadataWriter.IntoPng(ImageEncoder.Encode(s_picture, ImageFormat.Png), badXmp, badExif),
                _ => MetadataWriter.IntoWebp(ImageEncoder.Encode(s_picture, ImageFormat.Webp), 16, 12, badXmp, badExif),
            };

            var written = Write(file, MetadataChoice.Keep, ImageEncoder.Formats[round % 3], out _);

            Assert.Equal((16, 12), (ImageDecoder.Decode(written).Image.Width, ImageDecoder.Decode(written).Image.Height));
            Assert.Contains("AI-restored: recipe 7", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
            Assert.True(Read(written).Carry(MetadataChoice.Keep, Target(ImageFormat.Png)).NotKept is null);
        }
    }

    [Fact]
    public void Carry_FileCutOffAnywhere_NeverThrows()
    {
        foreach (var kind in s_kinds)
        {
            var file = Fixture("described", kind);
            for (var length = 0; length < file.Length; length += 97)
            {
                Assert.NotEmpty(Read(file[..length]).Carry(MetadataChoice.Keep, Target(ImageFormat.Png)).Xmp);
            }
        }
    }

    private static byte[] Comment(ReadOnlySpan<byte> text) =>
        [0xFF, 0xFE, (byte)((text.Length + 2) >> 8), (byte)(text.Length + 2), .. text];

    private static PhotoMetadata Read(byte[] file) => PhotoMetadata.Read(file, s_known);

    private static byte[] Fixture(string name, string kind) => File.ReadAllBytes(Fixtures.Locate("metadata", $"{name}.{kind}"));

    private static MetadataTarget Target(ImageFormat format) =>
        new(format, s_picture.Width, s_picture.Height, KeepsPlaces: true, "recipe 7");

    private static byte[] Write(byte[] original, MetadataChoice choice, ImageFormat format, out string? notKept)
    {
        var carried = Read(original).Carry(choice, Target(format));
        notKept = carried.NotKept;
        return MetadataWriter.Encode(s_picture, format, carried);
    }

    private static void AssertSaysNothingOfThePhoto(string file) =>
        Assert.All(
            ["Acme", "A walk", "Tester", "A title", "Otto", "Munich", "Anna", "headline"],
            part => Assert.DoesNotContain(part, file, StringComparison.Ordinal)
        );

    // The block stands as it is behind the mark of its container.
    private static (Dictionary<ushort, byte[]> Main, Dictionary<ushort, byte[]> Photo, Dictionary<ushort, byte[]> Gps) Exif(byte[] file)
    {
        var at = new[] { "Exif\0\0"u8.ToArray(), "eXIf"u8.ToArray(), [.. "EXIF"u8] }
            .Select(mark => (mark, At: file.AsSpan().IndexOf(mark)))
            .First(found => found.At > 0);
        var start = at.At + at.mark.Length;
        var directories = ExifBytes.Read(file.AsSpan(file.AsSpan(start, 2).IndexOfAny("II"u8[0], "MM"u8[0]) == 0 ? start : start + 4));
        return (directories[0], directories[1], directories[2]);
    }

    private static byte[] Xmp(string attributes, string elements) =>
        Encoding.UTF8.GetBytes(
            $"""
            <?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
            <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
            <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'
            xmlns:exif='http://ns.adobe.com/exif/1.0/'
            xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end='w'?>
            """
        );

    private static byte[] Mutate(byte[] block, Random random)
    {
        var bytes = block[..(random.Next(4) == 0 ? random.Next(1, block.Length) : block.Length)];
        for (var i = random.Next(6); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] PngWith(string type, byte[] content)
    {
        var png = ImageEncoder.Encode(s_picture, ImageFormat.Png);
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + content.Length)));
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    private static IEnumerable<(string Type, byte[] Bytes)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length; )
        {
            var length = 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[at..(at + length)]);
            at += length;
        }
    }
}
