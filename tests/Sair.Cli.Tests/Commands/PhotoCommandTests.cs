using System.Text;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.TestKit;

namespace Sair.Cli.Tests.Commands;

public sealed class PhotoCommandTests : IDisposable
{
    private const float Ann = 0;
    private const float Stranger = 1;

    private static readonly DateTime s_known = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    private readonly CommandLineFixture _fixture = new();

    public PhotoCommandTests()
    {
        Show(400, (new FaceBox(20, 20, 80, 80), Ann), (new FaceBox(220, 20, 60, 60), Stranger));
        Directory.CreateDirectory(_fixture.At("Ann"));
        _fixture.Photo("Ann/good.png", 200, 200, 90);
        Show(200, (new FaceBox(10, 10, 150, 150), Ann));
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Photo_TwoPeopleOneAlbum_RestoresTheOneAndLeavesTheOther()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("out.png"))
        );

        var (before, after) = (Read("group.png"), Read("out.png"));
        Assert.NotEqual(At(before, 60, 60), At(after, 60, 60));
        Assert.Equal(At(before, 250, 50), At(after, 250, 50));
        Assert.Equal(150, Assert.Single(_fixture.Engine.Input!.References).Width);
        Assert.Contains("1 of 2 face(s) restored, 400×400", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("face 1 of 2, 80 px: Ann", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("nobody's album is like it, nearest Ann (distance 1.03); left as it is", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_BlindEngineWithOptions_RunsWithThem()
    {
        var blind = new FakeEngine
        {
            Described = new("blind", "Blind", "Turns faces grey.", "None", typeof(FakeOptions), [], ["search"], 0),
        };
        _fixture.Beside.Add(blind);
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--blind",
                "blind",
                "--iterations",
                "7",
                "--out",
                _fixture.At("out.png")
            )
        );

        Assert.Equal((7, 7), (_fixture.Engine.Options!.Iterations, blind.Options!.Iterations));
    }

    [Fact]
    public async Task Photo_Folder_DoesEachOnceAndGoesOnAfterABadOne()
    {
        Directory.CreateDirectory(_fixture.At("in"));
        _fixture.Noise("in/a.png", 400, 5);
        File.WriteAllText(_fixture.At("in/b.jpg"), "no picture");
        _fixture.Noise("in/c.png", 400, 6);

        Assert.Equal(ExitCode.Failure, await Run());
        Assert.Contains("3 photos: 2 restored, 0 there already, 0 left out, 1 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(["a.png", "c.png"], _fixture.Results("out"));
        Assert.Equal(ExitCode.Failure, await Run());
        Assert.Contains("is there already", _fixture.Output, StringComparison.Ordinal);

        Task<int> Run() => _fixture.RunAsync("photo", _fixture.At("in"), "--album", _fixture.At("Ann"), "--out", _fixture.At("out"));
    }

    [Theory]
    [InlineData("auto", 300, "lying.png seemed to lie on its side and was turned by 90° clockwise; --turn 0 leaves it.")]
    [InlineData("90", 300, "face 1 of 1")]
    [InlineData("0", 400, "lying.png seems to lie on its side: leave --turn out, or give --turn 90.")]
    public async Task Photo_ThatLies_IsTurnedUnlessItIsToldOtherwise(string turn, int width, string sentence)
    {
        _fixture.Faces.Turn = photo => photo.Width > photo.Height ? 90 : 0;
        Show(300, (new FaceBox(20, 20, 80, 80), Ann));
        var (photo, mask) = (Pictures.Noise(400, 5).Crop(0, 0, 400, 300), new RgbImage(400, 300, new byte[400 * 300 * 3]));

        // 20–100 across and down of the upright photo is 20–100 across and 200–280 down as it lies.
        mask.Pixels.AsSpan(200 * 400 * 3).Fill(255);
        File.WriteAllBytes(_fixture.At("lying.png"), ImageEncoder.Encode(photo, ImageFormat.Png));
        File.WriteAllBytes(_fixture.At("keep.png"), ImageEncoder.Encode(mask, ImageFormat.Png));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("lying.png"),
                "--album",
                _fixture.At("Ann"),
                "--faces",
                "1",
                "--turn",
                turn,
                "--keep-mask",
                _fixture.At("keep.png"),
                "--out",
                _fixture.At("out.png")
            )
        );

        Assert.Equal(width, Read("out.png").Width);
        Assert.Equal(turn != "0", _fixture.Engine.Input!.Marks is not null);
        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_OtherTurn_SaysWhichThereAre()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(
            ExitCode.Usage,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--turn", "45", "--out", _fixture.At("out.png"))
        );

        Assert.Contains("--turn takes auto, 0, 90, 180 or 270 degrees clockwise, not “45”.", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_Enlarged_HasTheNewSize()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--upscale",
                "2",
                "--faces",
                "1",
                "--out",
                _fixture.At("out.png")
            )
        );

        Assert.Equal(800, Read("out.png").Width);
    }

    [Fact]
    public async Task Photo_AlbumHoldsThePhotoToo_DoesWithoutIt()
    {
        var photo = _fixture.Noise("group.png", 400, 5);
        File.Copy(photo, _fixture.At("Ann/group.png"));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("out.png"))
        );

        Assert.Equal(150, Assert.Single(_fixture.Engine.Input!.References).Width);
        Assert.Contains("Ann (distance 0.24), without the very photo that shall be restored", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_AlbumHoldsThePhotoAlone_LeavesTheFaceAndSaysWhy()
    {
        var photo = _fixture.Noise("group.png", 400, 5);
        File.Move(photo, _fixture.At("Ann/good.png"), overwrite: true);

        Assert.Equal(
            ExitCode.Nothing,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("Ann/good.png"),
                "--album",
                _fixture.At("Ann"),
                "--faces",
                "1",
                "--out",
                _fixture.At("out.png")
            )
        );

        Assert.Contains("Ann holds this very photo alone; left as it is", _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    [Theory]
    [InlineData("photo", "Ann holds this very photo alone; left as it is")]
    [InlineData("restore", "The only good photo is the very photo that shall be restored")]
    public async Task Photo_MirroredAndCutCopyAsItsOwnGoodPhoto_IsThePhotoItself(string command, string sentence)
    {
        var photo = _fixture.Noise("group.png", 400, 5);
        var group = Read("group.png");
        var mirrored = Enumerable.Range(0, 400 * 400).SelectMany(i => group.Pixels.AsSpan(3 * (i + 399 - (2 * (i % 400))), 3).ToArray());
        var copy = _fixture.At("Ann/good.png");
        File.WriteAllBytes(copy, ImageEncoder.Encode(new RgbImage(400, 400, [.. mirrored]).Crop(0, 0, 390, 400), ImageFormat.Png));
        Show(390, (new FaceBox(300, 20, 80, 80), Ann));
        string[] good = command == "photo" ? ["--album", _fixture.At("Ann"), "--faces", "1"] : ["-r", copy, "--face", "1"];

        Assert.NotEqual(ExitCode.Success, await _fixture.RunAsync([command, photo, .. good, "--out", _fixture.At("out.png")]));

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    [Fact]
    public async Task Photo_StripOfOnePerson_RestoresEveryFaceAndSaysSo()
    {
        Show(420, (new FaceBox(20, 20, 80, 80), Ann), (new FaceBox(220, 20, 60, 60), Ann), (new FaceBox(320, 20, 50, 50), Stranger));
        var photo = _fixture.Noise("strip.png", 420, 5);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("out.png"))
        );

        Assert.Contains("2 of 3 face(s) restored", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Two faces are both Ann: right for a strip of pictures, a collage or a mirror; else choose by --faces",
            _fixture.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Photo_NobodyKnown_WritesNothingAndSaysWhatToDo()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(
            ExitCode.Nothing,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--faces", "2", "--out", _fixture.At("out.png"))
        );

        Assert.False(File.Exists(_fixture.At("out.png")));
        Assert.Contains("none restored, nothing written", _fixture.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> DescribedPhotos
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var kind in (string[])["jpg", "png", "webp", "tif", "heic", "avif"])
            {
                foreach (var choice in (string[])["keep", "basic", "strip"])
                {
                    foreach (var output in (string[])["jpg", "png", "webp"])
                    {
                        rows.Add(kind, choice, output);
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(DescribedPhotos))]
    public async Task Photo_Metadata_IsCarriedAsChosenFromEveryKindToEveryKind(string kind, string choice, string output)
    {
        var photo = Fixtures.Locate("metadata", $"described.{kind}");

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--metadata",
                choice,
                "--out",
                _fixture.At($"out.{output}")
            )
        );

        var written = File.ReadAllBytes(_fixture.At($"out.{output}"));
        var text = Encoding.UTF8.GetString(written);
        Assert.Equal(choice == "strip" ? null : "2009-06-07T18:30:05.25+02:00", PhotoMetadata.Read(written, s_known).Taken?.ToXmp());
        Assert.All(["Acme", "Munich", "A title"], part => Assert.Equal(choice == "keep", text.Contains(part, StringComparison.Ordinal)));
        Assert.Contains("compositeWithTrainedAlgorithmicMedia", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not kept", _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep", true)]
    [InlineData("basic", false)]
    public async Task Photo_MakersNotes_AreToldAsNotKeptWhereAllWasAskedFor(string choice, bool isTold)
    {
        // The directory of the photo, with the notes of a camera's maker alone.
        byte[] tiff =
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            1,
            0,
            0x69,
            0x87,
            4,
            0,
            1,
            0,
            0,
            0,
            26,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0x7C,
            0x92,
            7,
            0,
            4,
            0,
            0,
            0,
            1,
            2,
            3,
            4,
            0,
            0,
            0,
            0,
        ];
        var photo = _fixture.At("group.jpg");
        File.WriteAllBytes(photo, MetadataWriter.IntoJpeg(ImageEncoder.Encode(Pictures.Noise(400, 5), ImageFormat.Jpeg), [], tiff));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--metadata",
                choice,
                "--out",
                _fixture.At("out.jpg"),
                "--json",
                _fixture.At("run.json")
            )
        );

        Assert.Equal(
            isTold,
            File.ReadAllText(_fixture.At("run.json"))
                .Contains("\"notKept\": \"Not kept of the photo's metadata: the camera maker's own notes.\"", StringComparison.Ordinal)
        );
        Assert.Equal(
            isTold,
            _fixture.Error.Contains("Not kept of the photo's metadata: the camera maker's own notes.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Photo_TurnedByItsOrientation_IsUprightOnce()
    {
        var photo = _fixture.At("turned.jpg");
        File.WriteAllBytes(photo, WithExif(ImageEncoder.Encode(Pictures.Plain(300, 400, 90), ImageFormat.Jpeg), orientation: 6));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--metadata", "keep", "--out", _fixture.At("out.jpg"))
        );

        // 300 × 400 pixels that are to be turned by a quarter are shown as 400 × 300; a second turn would give the file's shape again.
        Assert.Equal((400, 300), (Read("out.jpg").Width, Read("out.jpg").Height));
    }

    [Fact]
    public async Task Photo_KeptMask_StaysThePhoto()
    {
        var photo = _fixture.Noise("group.png", 400, 5);
        var mask = new byte[400 * 400 * 3];
        for (var y = 40; y < 80; y++)
        {
            mask.AsSpan(((y * 400) + 40) * 3, 40 * 3).Fill(255);
        }

        File.WriteAllBytes(_fixture.At("keep.png"), ImageEncoder.Encode(new RgbImage(400, 400, mask), ImageFormat.Png));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--keep-mask",
                _fixture.At("keep.png"),
                "--show-degradation",
                "--photo-blur",
                "1.5",
                "--out",
                _fixture.At("out.png")
            )
        );

        Assert.Equal(At(Read("group.png"), 60, 60), At(Read("out.png"), 60, 60));
        Assert.NotEqual(At(Read("group.png"), 60, 30), At(Read("out.png"), 60, 30));
        Assert.True(_fixture.Engine.Input!.Marks!.Keeps);
        Assert.Equal(1.5, _fixture.Engine.Input.Degradation!.BlurDeviation);
        Assert.Contains("face 1 of 2, 80 px: blur", _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is nobody to restore")]
    [InlineData("--faces takes all, largest or numbers", "--faces", "some", "--album", "x")]
    [InlineData("--upscale takes 1, 2 or 4", "--upscale", "3", "--album", "x")]
    [InlineData("There is no folder", "--album", "/nothing/here")]
    [InlineData("so there is no face 7", "--album", "ANN", "--faces", "7")]
    public async Task Photo_WrongValues_AreExplained(string sentence, params string[] arguments)
    {
        var photo = _fixture.Noise("group.png", 400, 5);
        var given = arguments.Select(argument => argument == "ANN" ? _fixture.At("Ann") : argument);

        Assert.NotEqual(ExitCode.Success, await _fixture.RunAsync(["photo", photo, "--out", _fixture.At("out.png"), .. given]));
        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
    }

    // A block with the time and the orientation, as a camera writes it.
    private static byte[] WithExif(byte[] jpeg, byte orientation = 1)
    {
        byte[] tiff =
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            2,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            orientation,
            0,
            0,
            0,
            0x32,
            0x01,
            2,
            0,
            20,
            0,
            0,
            0,
            38,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. "2019:07:14 18:30:05\0"u8,
        ];
        return MetadataWriter.IntoJpeg(jpeg, [], tiff);
    }

    private static byte At(RgbImage image, int x, int y) => image.Pixels[((y * image.Width) + x) * 3];

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
