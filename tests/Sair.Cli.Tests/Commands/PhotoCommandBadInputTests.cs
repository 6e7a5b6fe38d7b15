using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Cli.Tests.Commands;

public sealed class PhotoCommandBadInputTests : IDisposable
{
    private const float Ann = 0;
    private const float Bob = 1;
    private const float Alike = 0.55f;

    private readonly CommandLineFixture _fixture = new();

    public PhotoCommandBadInputTests()
    {
        Directory.CreateDirectory(_fixture.At("Ann"));
        Directory.CreateDirectory(_fixture.At("in"));
        _fixture.Photo("Ann/good.png", 200, 200, 90);
        Show(200, (new FaceBox(10, 10, 150, 150), Ann));
        Show(400, (new FaceBox(20, 20, 80, 80), Ann));
        _fixture.Noise("in/m.png", 400, 5);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Photo_NoFace_IsLeftOutAndSaid()
    {
        _fixture.Photo("in/x.png", 300, 300, 50);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Contains("x.png: No face was found in", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("2 photos: 1 restored, 0 there already, 1 left out, 0 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(["m.png"], _fixture.Results("out"));
    }

    [Fact]
    public Task Photo_CorruptTail_SaysSo() =>
        FailsAloneAsync(
            () =>
            {
                var jpeg = ImageEncoder.Encode(Pictures.Noise(400, 3), ImageFormat.Jpeg);
                File.WriteAllBytes(_fixture.At("in/x.jpg"), jpeg[..(jpeg.Length / 2)]);
            },
            "x.jpg: "
        );

    [Fact]
    public Task Photo_Animated_SaysSo() =>
        FailsAloneAsync(
            () =>
                File.Copy(
                    Path.Combine(Fixtures.Repository, "tests/Sair.Engine.Tests/Imaging/Fixtures/animated.webp"),
                    _fixture.At("in/x.webp")
                ),
            "animat"
        );

    [Fact]
    public async Task Photo_FaceCutByTheBorder_IsRestoredAsFarAsItIsThere()
    {
        Show(401, (new FaceBox(-40, 330, 100, 100), Ann));
        _fixture.Noise("in/x.png", 401, 7);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Equal(401, Read("out/x.png").Width);
        Assert.Contains("x.png: 1 of 1 face(s) restored", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_ThreeHundredFaces_RestoresThePersonAndLeavesTheOthers()
    {
        Show(
            1000,
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i =>
                        (
                            new FaceBox(10 + (i % 20 * 48), 10 + (i / 20 * 60), 40, 40),
                            i switch
                            {
                                7 or 9 => Ann,
                                11 => Alike,
                                _ => Bob,
                            }
                        )
                    ),
            ]
        );
        _fixture.Noise("in/x.png", 1000, 7);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Contains("x.png: 2 of 300 face(s) restored", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("Two faces are both Ann", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("like Ann, but another face is more so", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_Panorama_KeepsItsShape()
    {
        Show(6000, (new FaceBox(3000, 20, 60, 60), Ann));
        _fixture.Photo("in/x.png", 6000, 100, 120);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Equal((6000, 100), (Read("out/x.png").Width, Read("out/x.png").Height));
    }

    [Fact]
    public async Task Photo_OneBitScan_IsRestoredInBlackAndWhite()
    {
        Show(304, (new FaceBox(20, 20, 200, 200), Ann));
        File.WriteAllBytes(_fixture.At("in/x.png"), OneBitPng(304));

        Assert.Equal(ExitCode.Success, await RunAsync());

        var result = Read("out/x.png");
        Assert.All(
            Enumerable.Range(0, result.Pixels.Length / 3),
            i => Assert.InRange(Math.Abs(result.Pixels[3 * i] - result.Pixels[(3 * i) + 2]), 0, 1)
        );
    }

    [Fact]
    public async Task Photo_PhotosSwappedBetweenAlbums_AreNamed()
    {
        Directory.CreateDirectory(_fixture.At("Bob"));
        Album("Ann", 210, Ann, 211, Ann, 212, Bob);
        Album("Bob", 220, Bob, 221, Bob, 222, Ann);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("in"),
                "--album",
                _fixture.At("Ann"),
                "--album",
                _fixture.At("Bob"),
                "--out",
                _fixture.At("out")
            )
        );

        Assert.Contains("in Ann is more like Bob: is it in the wrong folder?", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("in Bob is more like Ann: is it in the wrong folder?", _fixture.Error, StringComparison.Ordinal);

        void Album(string name, params float[] sizesAndPeople)
        {
            foreach (var pair in sizesAndPeople.Chunk(2))
            {
                _fixture.Photo($"{name}/{pair[0]}.png", (int)pair[0], 200, 90);
                Show((int)pair[0], (new FaceBox(10, 10, pair[0] - 60, 150), pair[1]));
            }
        }
    }

    // The bad photo fails with the sentence, and the good one beside it is done.
    private async Task FailsAloneAsync(Action write, string sentence)
    {
        write();

        Assert.Equal(ExitCode.Failure, await RunAsync());

        Assert.Contains(sentence, _fixture.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("2 photos: 1 restored, 0 there already, 0 left out, 1 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(["m.png"], _fixture.Results("out"));
    }

    private static byte[] OneBitPng(int side)
    {
        var rows = new byte[side * (1 + (side / 8))];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i % (1 + (side / 8)) == 0 ? (byte)0 : (byte)(i * 37);
        }

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 1;
        return
        [
            0x89,
            (byte)'P',
            (byte)'N',
            (byte)'G',
            0x0D,
            0x0A,
            0x1A,
            0x0A,
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, compressed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] named = [.. type, .. content];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(named));
        return [.. length, .. named, .. checksum];
    }

    private Task<int> RunAsync() =>
        _fixture.RunAsync("photo", _fixture.At("in"), "--album", _fixture.At("Ann"), "--out", _fixture.At("out"));

    private RgbImage Read(string name) => ImageDecoder.Decode(File.ReadAllBytes(_fixture.At(name))).Image;

    private void Show(int photoWidth, params (FaceBox Box, float Person)[] faces)
    {
        _fixture.Faces.FacesByPhotoWidth[photoWidth] = [.. faces.Select(face => face.Box)];
        foreach (var (box, person) in faces)
        {
            _fixture.Faces.PersonByBox[box] = person;
        }
    }
}
