using System.Text.Json;
using Sair.Cli.Photos;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Photos;

/// <summary><c>sair photo FOLDER</c>: every photo has its result, and nothing is passed over without a word.</summary>
public sealed class PhotoFolderTests : IDisposable
{
    private const int Side = 400;

    private readonly CommandLineFixture _fixture = new();
    private readonly byte[] _jpeg = ImageEncoder.Encode(Pictures.Noise(Side, 5), ImageFormat.Jpeg);

    public PhotoFolderTests()
    {
        Directory.CreateDirectory(_fixture.At("Ann"));
        Directory.CreateDirectory(_fixture.At("in"));
        _fixture.Photo("Ann/good.png", 200, 200, 90);
        Show(200, new FaceBox(10, 10, 150, 150));
        Show(Side, new FaceBox(20, 20, 80, 80));
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Photo_FilesOfOneStem_EachHaveAResult()
    {
        foreach (var name in (string[])["IMG_0001.HEIC", "IMG_0001.JPG", "IMG_0001.jpeg", "IMG_0001.png"])
        {
            Write($"in/{name}", _jpeg);
        }

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Equal(["IMG_0001.HEIC.png", "IMG_0001.JPG.png", "IMG_0001.jpeg.png", "IMG_0001.png"], _fixture.Results("out"));
        Assert.Contains("4 photos: 4 restored", _fixture.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg.png", "a.jpg")]
    [InlineData("A.jpg", "a.jpg")]
    [InlineData("a", "a.png")]
    [InlineData("b/a.jpg", "a.jpg")]
    public void NameResults_NamesThatCouldMeet_Differ(params string[] photos) =>
        Assert.Equal(photos.Length, PhotoWork.NameResults(photos).Select(name => name.ToUpperInvariant()).Distinct().Count());

    [Theory]
    [InlineData("x.jfif")]
    [InlineData("x.jpe")]
    [InlineData("x.HIF")]
    [InlineData("x.tif")]
    [InlineData("x.avif")]
    [InlineData("x")]
    [InlineData("x.jpg_large")]
    public async Task Photo_ReadableByContent_IsReadWhateverItIsCalled(string name)
    {
        Write($"in/{name}", _jpeg);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Equal([$"{name}.png"], _fixture.Results("out"));
        Assert.Contains("1 photo: 1 restored", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_WhatIsNotRead_IsNamedAndCounted()
    {
        Write("in/a.jpg", _jpeg);
        Write("in/clip.gif", "GIF89a and more"u8.ToArray());
        Write("in/notes.txt", "dear diary"u8.ToArray());
        Write("in/._a.jpg", [0, 5, 22, 7]);
        Write("in/Thumbs.db", [1]);
        Write("in/2018/b.jpg", _jpeg);
        Write("in/2019/c.jpg", _jpeg);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Contains("not read, a GIF: clip.gif", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("not read, no picture: notes.txt", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("2 folders in", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("say --recursive to read them too: 2018, 2019", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("2 hidden files skipped", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("1 photo: 1 restored, 0 there already, 0 left out, 0 failed", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_Recursive_ReadsFoldersBelowButNoResultsAndNoLinks()
    {
        Write("in/a.jpg", _jpeg);
        Write("in/2018/a.jpg", _jpeg);
        Write("in/results/old.png", _jpeg);
        Write($"in/results/{PhotoLedger.FileName}", []);
        Directory.CreateSymbolicLink(_fixture.At("in/again"), _fixture.At("in"));

        Assert.Equal(ExitCode.Success, await RunAsync("--recursive"));

        Assert.Equal(["2018/a.jpg.png", "a.jpg.png"], _fixture.Results("out"));
        Assert.Contains("links to folders are not followed: again", _fixture.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "There is no photo in")]
    [InlineData(true, "2018")]
    public async Task Photo_NoPhotoInTheFolder_SaysSoAndEndsWithThree(bool hasBelow, string sentence)
    {
        if (hasBelow)
        {
            Write("in/2018/b.jpg", _jpeg);
        }

        Assert.Equal(ExitCode.Nothing, await RunAsync());

        Assert.Contains(sentence, _fixture.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_fixture.At("out")));
        Assert.Equal(0, _fixture.FacesOpened);
    }

    [Fact]
    public async Task Photo_NobodyKnownAnywhere_EndsWithThree()
    {
        Write("in/a.jpg", _jpeg);

        Assert.Equal(ExitCode.Nothing, await RunAsync("--faces", "largest", "--album", Stranger()));

        Assert.Contains("1 photo: 0 restored, 0 there already, 1 left out, 0 failed", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_Again_DoesNothingAndLoadsNothing()
    {
        Write("in/a.jpg", _jpeg);
        _fixture.Photo("in/nobody.png", 300, 300, 50);
        Assert.Equal(ExitCode.Success, await RunAsync());
        var (written, opened) = (File.ReadAllBytes(_fixture.At("out/a.jpg.png")), _fixture.FacesOpened);
        _fixture.Forget();

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Contains("2 photos: 0 restored, 1 there already, 1 left out, 0 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(opened, _fixture.FacesOpened);
        Assert.Equal(written, File.ReadAllBytes(_fixture.At("out/a.jpg.png")));
    }

    [Theory]
    [InlineData("photo")]
    [InlineData("album")]
    [InlineData("option")]
    [InlineData("size")]
    [InlineData("result")]
    public async Task Photo_SomethingChanged_IsDoneAnew(string what)
    {
        Write("in/a.jpg", _jpeg);
        Write("in/b.jpg", ImageEncoder.Encode(Pictures.Noise(Side, 9), ImageFormat.Jpeg));
        Assert.Equal(ExitCode.Success, await RunAsync());
        _fixture.Forget();
        switch (what)
        {
            case "photo":
                Write("in/a.jpg", ImageEncoder.Encode(Pictures.Noise(Side, 6), ImageFormat.Jpeg));
                break;
            case "album":
                _fixture.Photo("Ann/another.png", 210, 210, 90);
                Show(210, new FaceBox(10, 10, 150, 150));
                break;
            case "result":
                File.Delete(_fixture.At("out/a.jpg.png"));
                break;
        }

        Assert.Equal(
            ExitCode.Success,
            await RunAsync(
                what switch
                {
                    "option" => ["--iterations", "4"],
                    "size" => ["--upscale", "2"],
                    _ => [],
                }
            )
        );

        var again = what is "photo" or "result" ? 1 : 2;
        Assert.Contains(
            $"2 photos: {again} restored, {2 - again} there already, 0 left out, 0 failed",
            _fixture.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(what == "size" ? 800 : 400, ImageDecoder.ReadInfo(File.ReadAllBytes(_fixture.At("out/a.jpg.png"))).Width);
    }

    [Fact]
    public async Task Photo_ForeignFileInThePlaceOfAResult_IsNotOverwritten()
    {
        Write("in/a.jpg", _jpeg);
        Write("out/a.jpg.png", "mine"u8.ToArray());

        Assert.Equal(ExitCode.Failure, await RunAsync());

        Assert.Contains("is not what this program made of this photo: move it away", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_fixture.At("out/a.jpg.png")));
        Assert.Null(_fixture.Engine.Input);
    }

    [Fact]
    public async Task Photo_ResultRetouchedByHand_IsKeptWhenSettingsChange()
    {
        Write("in/a.jpg", _jpeg);
        Assert.Equal(ExitCode.Success, await RunAsync());
        Write("out/a.jpg.png", "retouched"u8.ToArray());

        Assert.Equal(ExitCode.Success, await RunAsync());
        Assert.Equal(ExitCode.Failure, await RunAsync("--iterations", "4"));

        Assert.Equal("retouched", File.ReadAllText(_fixture.At("out/a.jpg.png")));
    }

    // The program was killed after it wrote a result and before it noted that, or in the middle of a note.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Photo_KilledWhileNoting_GoesOn(bool isCut)
    {
        Write("in/a.jpg", _jpeg);
        Assert.Equal(ExitCode.Success, await RunAsync());
        var lines = File.ReadAllLines(_fixture.At($"out/{PhotoLedger.FileName}"));
        File.WriteAllText(_fixture.At($"out/{PhotoLedger.FileName}"), lines[0] + "\n" + (isCut ? lines[1][..20] : ""));
        _fixture.Forget();

        Assert.Equal(ExitCode.Success, await RunAsync());
        Assert.Contains("1 photo: 1 restored", _fixture.Output, StringComparison.Ordinal);
        _fixture.Forget();
        Assert.Equal(ExitCode.Success, await RunAsync());
        Assert.Contains("1 there already", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_CtrlC_SumsUpAndTheNextRunGoesOn()
    {
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        using var fixture = new CommandLineFixture(new FakeEngine { AfterStep = _ => CancelInTheSecondPhoto() });
        Directory.CreateDirectory(fixture.At("Ann"));
        Directory.CreateDirectory(fixture.At("in"));
        fixture.Photo("Ann/good.png", 200, 200, 90);
        fixture.Faces.FacesByPhotoWidth[200] = [new FaceBox(10, 10, 150, 150)];
        foreach (var (name, side) in new[] { ("a", 400), ("b", 410), ("c", 420) })
        {
            fixture.Noise($"in/{name}.png", side, 5);
            fixture.Faces.FacesByPhotoWidth[side] = [new FaceBox(20, 20, 80, 80)];
            fixture.Faces.PersonByBox[new FaceBox(20, 20, 80, 80)] = 90 / 255f;
        }

        string[] command =
        [
            "photo",
            fixture.At("in"),
            "--album",
            fixture.At("Ann"),
            "--out",
            fixture.At("out"),
            "--json",
            fixture.At("run.json"),
        ];
        Assert.Equal(ExitCode.Cancelled, await fixture.RunAsync(cancellation.Token, command));

        Assert.Contains(
            "3 photos: 1 restored, 0 there already, 0 left out, 0 failed, 2 not reached",
            fixture.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("The same command goes on where this one stopped.", fixture.Output, StringComparison.Ordinal);
        using (var json = JsonDocument.Parse(File.ReadAllBytes(fixture.At("run.json"))))
        {
            Assert.Equal(
                (2, 130),
                (json.RootElement.GetProperty("notReached").GetInt32(), json.RootElement.GetProperty("exitCode").GetInt32())
            );
        }

        fixture.Forget();
        Assert.Equal(ExitCode.Success, await fixture.RunAsync(command));
        Assert.Contains("3 photos: 2 restored, 1 there already", fixture.Output, StringComparison.Ordinal);

        void CancelInTheSecondPhoto()
        {
            if (++steps == new FakeOptions().Iterations + 1)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public async Task Photo_Json_TellsWhatBecameOfEachPhoto()
    {
        Write("in/a.jpg", _jpeg);
        Write("in/b.jpg", "no picture"u8.ToArray());
        _fixture.Photo("in/nobody.png", 300, 300, 50);
        Write("in/notes.txt", "dear diary"u8.ToArray());
        Write("in/.hidden", []);
        Write("in/below/c.jpg", _jpeg);

        Assert.Equal(ExitCode.Failure, await RunAsync("--json", _fixture.At("run.json")));

        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("run.json")));
        var root = json.RootElement;
        Assert.Equal(
            (3, 1, 0, 1, 1, 1),
            (Number("total"), Number("restored"), Number("thereAlready"), Number("leftOut"), Number("failed"), Number("exitCode"))
        );
        var photos = root.GetProperty("photos").EnumerateArray().ToList();
        Assert.Equal(["restored", "failed", "leftOut"], photos.Select(photo => photo.GetProperty("status").GetString()));
        Assert.Equal(_fixture.At("out/a.jpg.png"), photos[0].GetProperty("result").GetString());
        Assert.Contains("not a picture", photos[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("No face", photos[2].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            _fixture.At("in/notes.txt"),
            Assert.Single(root.GetProperty("notRead").EnumerateArray()).GetProperty("path").GetString()
        );
        Assert.Equal(
            _fixture.At("in/below"),
            Assert.Single(root.GetProperty("foldersNotRead").EnumerateArray()).GetProperty("path").GetString()
        );
        Assert.Equal(1, Number("hiddenFiles"));

        int Number(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Photo_JsonOfASinglePhoto_TellsItsFailure()
    {
        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("in/missing.jpg"),
                "--album",
                _fixture.At("Ann"),
                "--out",
                _fixture.At("out.png"),
                "--json",
                _fixture.At("run.json")
            )
        );

        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("run.json")));
        Assert.Contains(
            "there is no such file",
            Assert.Single(json.RootElement.GetProperty("photos").EnumerateArray()).GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Photo_BadPhotosInAnAlbum_AreNamedAndLeftOut()
    {
        Write("in/a.jpg", _jpeg);
        Write("Ann/._good.jpg", [0, 5, 22, 7]);
        Write("Ann/cut.jpg", _jpeg[..1000]);
        _fixture.Photo("Ann/landscape.png", 300, 200, 50);

        Assert.Equal(ExitCode.Success, await RunAsync());

        Assert.Single(_fixture.Engine.Input!.References);
        Assert.Contains($"warning: Left out: {_fixture.At("Ann/cut.jpg")}: ", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"warning: Left out: No face was found in the reference {_fixture.At("Ann/landscape.png")}",
            _fixture.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("album Ann: 1 hidden file skipped", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_NoUsablePhotoInAnAlbum_StopsAndSaysWhy()
    {
        Write("in/a.jpg", _jpeg);
        Write("in/b.jpg", _jpeg);
        File.Delete(_fixture.At("Ann/good.png"));
        Write("Ann/cut.jpg", _jpeg[..1000]);
        _fixture.Photo("Ann/landscape.png", 300, 200, 50);

        Assert.Equal(ExitCode.Failure, await RunAsync());

        Assert.Contains("sair: None of the 2 good photos can be used; the first:", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("0 failed, 2 not reached", _fixture.Output, StringComparison.Ordinal);
    }

    // Every photo costs the same, however many there are: notes are appended, and a finished folder is only read.
    [Fact]
    public async Task Photo_ThousandsInAFolder_AreNotedByAppendingAndNotDoneAgain()
    {
        const int photos = 3000;
        var png = ImageEncoder.Encode(Pictures.Plain(20, 20, 50), ImageFormat.Png);
        for (var i = 0; i < photos; i++)
        {
            Write($"in/{i:0000}.png", png);
        }

        Write("in/a.jpg", _jpeg);
        Assert.Equal(ExitCode.Success, await RunAsync("--json", _fixture.At("run.json")));

        Assert.Contains(
            $"{photos + 1} photos: 1 restored, 0 there already, {photos} left out, 0 failed",
            _fixture.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("seam", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains($"[{photos} of {photos + 1}", _fixture.Error, StringComparison.Ordinal);

        // One line for each, and one more for the result that was announced before it was written.
        Assert.Equal(photos + 2, File.ReadLines(_fixture.At($"out/{PhotoLedger.FileName}")).Count());
        using (var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("run.json"))))
        {
            Assert.Equal(photos + 1, json.RootElement.GetProperty("photos").GetArrayLength());
        }

        var opened = _fixture.FacesOpened;
        _fixture.Forget();
        Assert.Equal(ExitCode.Success, await RunAsync());
        Assert.Contains($"0 restored, 1 there already, {photos} left out, 0 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(opened, _fixture.FacesOpened);
    }

    [Fact]
    public void Recipe_EverySettingOfARequest_CountsForIt()
    {
        var request = new PhotoRequest
        {
            Input = "in",
            Output = "out",
            Albums = [],
            Faces = FaceSelection.Parse("1,3")!,
            Engine = _fixture.Engine,
            Options = new FakeOptions { Iterations = 7, Mood = FakeMood.Happiness },
            BlindEngine = new OtherEngine(),
            BlindOptions = new FakeOptions { Iterations = 9 },
            Compositing = new Engine.Compositing.CompositingOptions { Enlargement = 2 },
            Degradation = new Engine.Degradations.KnownDegradation { BlurDeviation = 1.5 },
        };

        var described = PhotoRecipe.Describe(request);

        string[] without = ["Input", "Output", "IsRecursive", "Json", "Albums", "Masks", "ShowsDegradation"];
        Assert.Equal(
            typeof(PhotoRequest).GetProperties().Select(property => property.Name).Except(without).Order(StringComparer.Ordinal),
            described.Select(entry => entry.Key)
        );
        Assert.All(described, entry => Assert.NotEqual("{}", entry.Value?.ToJsonString()));
        var text = described.ToJsonString();
        Assert.All(
            (string[])
                [
                    "\"1,3\"",
                    "\"fake\"",
                    "\"other\"",
                    "\"iterations\":7",
                    "\"iterations\":9",
                    "\"Happiness\"",
                    "\"enlargement\":2",
                    "\"blurDeviation\":1.5",
                ],
            part => Assert.Contains(part, text, StringComparison.Ordinal)
        );
    }

    private string Stranger()
    {
        Directory.CreateDirectory(_fixture.At("Bob"));
        Directory.Delete(_fixture.At("Ann"), recursive: true);
        Directory.CreateDirectory(_fixture.At("Ann"));
        _fixture.Photo("Ann/other.png", 220, 200, 90);
        _fixture.Photo("Bob/other.png", 220, 200, 90);
        var box = new FaceBox(10, 10, 150, 160);
        _fixture.Faces.FacesByPhotoWidth[220] = [box];
        _fixture.Faces.PersonByBox[box] = 1;
        return _fixture.At("Bob");
    }

    private Task<int> RunAsync(params string[] more) =>
        _fixture.RunAsync(["photo", _fixture.At("in"), "--album", _fixture.At("Ann"), "--out", _fixture.At("out"), .. more]);

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.At(name))!);
        File.WriteAllBytes(_fixture.At(name), content);
    }

    private void Show(int photoWidth, FaceBox box)
    {
        _fixture.Faces.FacesByPhotoWidth[photoWidth] = [box];
        _fixture.Faces.PersonByBox[box] = 0;
    }
}
