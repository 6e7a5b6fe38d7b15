using Sair.Cli.Restoring;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Restoring;

/// <summary>What cannot be written is said before anything is computed; what fails all the same is not lost.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public OutputFilesTests()
    {
        Directory.CreateDirectory(_fixture.At("folder"));
        Directory.CreateDirectory(_fixture.At("Ann"));
        Directory.CreateDirectory(_fixture.At("in"));
        _fixture.Photo("Ann/good.png", 200, 200, 90);
        Show(_fixture, 200, new FaceBox(10, 10, 150, 150));
        Show(_fixture, 400, new FaceBox(20, 20, 80, 80));
    }

    public static TheoryData<string, string> BadPlaces =>
        new()
        {
            { "folder", "is a folder: name a file in it" },
            { "folder/", "is a folder: name a file in it" },
            { "nowhere/x.png", "There is no folder" },
            { "folder/../nowhere/x.png", "There is no folder" },
            { new string('é', 126) + ".png", "has 256 bytes and 255 are allowed" },
            { "kept.png", "is write-protected" },
            { "photo.png", "is one of the photos and would be overwritten" },
            { "link/photo.png", "is one of the photos and would be overwritten" },
            { "photo-link.png", "is one of the photos and would be overwritten" },
            { "mask.png", "is one of the photos and would be overwritten" },
            { "folder.gif", "is a folder: name a file in it" },
            { "run", "A picture is written as" },
        };

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("restore", "PHOTO", "-r", "PHOTO", "--out", "run.json")]
    [InlineData("restore", "PHOTO", "-r", "PHOTO", "--out", "nowhere/x.GIF")]
    [InlineData("restore", "PHOTO", "-r", "PHOTO", "--server", "http://127.0.0.1:9", "--out", "x.gif")]
    [InlineData("photo", "PHOTO", "--album", "DATA", "--out", "x.gif")]
    [InlineData("sample", "--out", "x.gif")]
    [InlineData("evaluate", "sair", "--data", "DATA", "--sheet", "x.gif")]
    [InlineData("evaluate", "album", "--data", "DATA", "--sheet", "x.gif")]
    [InlineData("evaluate", "blind", "--data", "DATA", "--sheet", "x.gif")]
    public async Task EveryCommand_PictureOfAnotherKind_IsAWrongCommandLine(params string[] arguments)
    {
        PreparePlaces();

        Assert.Equal(
            ExitCode.Usage,
            await _fixture.RunAsync([
                .. arguments.Select(argument =>
                    argument switch
                    {
                        "PHOTO" => _fixture.At("photo.png"),
                        "DATA" => _fixture.At("Ann"),
                        _ => argument,
                    }
                ),
            ])
        );

        Assert.Contains("A picture is written as .png, .jpg or .webp, not as", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_FolderOfResultsWithADotInItsName_IsAFolder()
    {
        _fixture.Noise("in/a.png", 400, 5);

        Assert.NotEqual(
            ExitCode.Usage,
            await _fixture.RunAsync("photo", _fixture.At("in"), "--album", _fixture.At("Ann"), "--out", _fixture.At("results.v2"))
        );

        Assert.True(Directory.Exists(_fixture.At("results.v2")));
    }

    [Theory]
    [MemberData(nameof(BadPlaces))]
    public async Task Restore_PictureInABadPlace_IsRefusedBeforeTheRun(string name, string sentence)
    {
        PreparePlaces();

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(
                "restore",
                _fixture.At("photo.png"),
                "-r",
                _fixture.Good,
                "--aligned",
                "--ignore-mask",
                _fixture.At("mask.png"),
                "--out",
                Place(name)
            )
        );

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    [Theory]
    [MemberData(nameof(BadPlaces))]
    public async Task Photo_PictureInABadPlace_IsRefusedBeforeTheRun(string name, string sentence)
    {
        PreparePlaces();

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("photo.png"),
                "--album",
                _fixture.At("Ann"),
                "--ignore-mask",
                _fixture.At("mask.png"),
                "--out",
                Place(name)
            )
        );

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.FacesOpened);
    }

    [Theory]
    [InlineData("folder", "is a folder: name a file in it")]
    [InlineData("nowhere/run.json", "There is no folder")]
    [InlineData("photo.png", "is one of the photos and would be overwritten")]
    [InlineData("out.png", "cannot both be")]
    [InlineData("folder/../out.png", "cannot both be")]
    public async Task Restore_RecordInABadPlace_IsRefusedBeforeTheRun(string name, string sentence)
    {
        PreparePlaces();

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(
                "restore",
                _fixture.At("photo.png"),
                "-r",
                _fixture.Good,
                "--aligned",
                "--out",
                _fixture.At("out.png"),
                "--json",
                Place(name)
            )
        );

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    // Names up to the limit of file systems are written: what is beside them meanwhile has a short name.
    [Theory]
    [InlineData(239)]
    [InlineData(242)]
    public async Task Restore_LongNameOfThePhoto_IsWritten(int bytes)
    {
        var photo = _fixture.Photo(new string('x', bytes - 4) + ".png", 32, 32, 100);

        Assert.Equal((ExitCode.Success, ""), (await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned"), Failures()));

        Assert.True(File.Exists(_fixture.At(new string('x', bytes - 4) + ".restored.png")));
    }

    [Fact]
    public async Task Restore_DefaultNames_KeepPhotosOfOneStemApart()
    {
        foreach (var name in (string[])["a.png", "a.jpg", "a.HEIC"])
        {
            _fixture.Photo(name, 32, 32, 100);
            Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", _fixture.At(name), "-r", _fixture.Good, "--aligned"));
        }

        Assert.Equal(
            ["a.HEIC.restored.png", "a.jpg.restored.png", "a.restored.png"],
            _fixture.Results(".").Where(name => name.EndsWith(".restored.png", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("x.png", 4, "4 times larger, the photo would have 32000×400 pixels, more than the 30,000 a side")]
    [InlineData("x.webp", 4, "4 times larger, the photo would have 32000×400 pixels")]
    [InlineData("x.webp", 2, "2 times larger, the photo would have 16400×200 pixels, more than the 16,383 a side of a WebP file")]
    public async Task Photo_TooLargeForItsFile_IsRefusedBeforeTheSearch(string name, int enlargement, string sentence)
    {
        var photo = _fixture.Photo("wide.png", name == "x.webp" && enlargement == 2 ? 8200 : 8000, 100, 120);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(
                "photo",
                photo,
                "--album",
                _fixture.At("Ann"),
                "--upscale",
                $"{enlargement}",
                "--out",
                _fixture.At(name)
            )
        );

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.FacesOpened);
    }

    [Fact]
    public async Task Photo_TooLargeOneInAFolder_CostsNoSearchAndStopsNoOther()
    {
        _fixture.Photo("in/wide.png", 8000, 100, 120);
        _fixture.Noise("in/ok.png", 400, 5);

        Assert.Equal(ExitCode.Failure, await FolderAsync("--upscale", "4"));

        Assert.Contains(
            "wide.png: 4 times larger, the photo would have",
            _fixture.Output.Replace(_fixture.At("out/"), "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("2 photos: 1 restored, 0 there already, 0 left out, 1 failed", _fixture.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500_000, "--upscale", "1")]
    [InlineData(15_000_000, "--upscale", "4")]
    public async Task Photo_DiskTooFull_IsRefusedBeforeTheSearch(long free, params string[] more)
    {
        _fixture.FreeBytes = free;
        var photo = _fixture.Photo("large.png", 1000, 1000, 120);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync(["photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("out.png"), .. more])
        );

        Assert.Contains("free some space or choose another place", _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.FacesOpened);
    }

    [Fact]
    public async Task Photo_DiskFullInTheMiddleOfAFolder_StopsThereAndSaysHowToGoOn()
    {
        using var fixture = Fixture(file => file.FreeBytes = 0);

        Assert.Equal(ExitCode.Failure, await FolderAsync(fixture));

        Assert.Contains("is full. The same command goes on where this one stopped.", fixture.Output, StringComparison.Ordinal);
        Assert.Contains(
            "2 photos: 1 restored, 0 there already, 0 left out, 0 failed, 1 not reached",
            fixture.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("in", "The results would overwrite the photos")]
    [InlineData("in/", "The results would overwrite the photos")]
    [InlineData("loop", "The results would overwrite the photos")]
    [InlineData("loop/", "The results would overwrite the photos")]
    [InlineData("in/../in", "The results would overwrite the photos")]
    [InlineData("in/below", "would lie among the photos", "--recursive")]
    [InlineData("loop/below/", "would lie among the photos", "--recursive")]
    [InlineData(".", "would lie among the photos", "--recursive")]
    [InlineData("Ann", "holds good photos only")]
    [InlineData("x.png", "is the name of a file")]
    [InlineData("photo.png", "is a file, and a folder is needed")]
    [InlineData("photo.png/out", "Nothing can be written into the folder")]
    public async Task Photo_FolderOfResultsInABadPlace_IsRefused(string output, string sentence, params string[] more)
    {
        PreparePlaces();
        Directory.CreateSymbolicLink(_fixture.At("loop"), _fixture.At("in"));
        Directory.CreateDirectory(_fixture.At("in/in"));
        _fixture.Noise("in/a.png", 400, 5);
        _fixture.Noise("in/in/a.jpg", 400, 5);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync([
                "photo",
                _fixture.At("in"),
                "--album",
                _fixture.At("Ann"),
                "--out",
                Path.Combine(_fixture.Folder, output),
                .. more,
            ])
        );

        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.FacesOpened);
        Assert.Equal(["a.png", "in/a.jpg"], _fixture.Results("in"));
    }

    [Fact]
    public async Task Photo_ResultAmongTheGoodPhotos_IsRefused()
    {
        var photo = _fixture.Noise("photo.png", 400, 5);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("Ann/restored.png"))
        );

        Assert.Contains("holds good photos only", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_FolderForAPhoto_SaysWhichCommandTakesFolders()
    {
        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("restore", _fixture.At("in"), "-r", _fixture.At("Ann/good.png"), "--out", _fixture.At("x.png"))
        );

        Assert.Contains("this is a folder, and one photo is needed", _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out", "face.png", "face.rescued.png")]
    [InlineData("--json", "run.json", "run.rescued.json")]
    public async Task Restore_PlaceTakenDuringTheRun_KeepsTheResultBesideIt(string option, string name, string rescued)
    {
        using var fixture = Fixture(file => Directory.CreateDirectory(file.At(name)));
        var photo = fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(ExitCode.Failure, await fixture.RunAsync("restore", photo, "-r", fixture.Good, "--aligned", option, fixture.At(name)));

        Assert.Contains($"it is kept as {fixture.At(rescued)}", fixture.Error, StringComparison.Ordinal);
        Assert.True(new FileInfo(fixture.At(rescued)).Length > 0);
        Assert.True(option == "--out" || File.Exists(fixture.At("photo.restored.png")));
    }

    [Fact]
    public async Task Restore_FolderGoneDuringTheRun_KeepsPictureAndRecordElsewhere()
    {
        using var fixture = Fixture(file => Directory.Delete(file.At("results"), recursive: true));
        Directory.CreateDirectory(fixture.At("results"));
        var photo = fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            ExitCode.Failure,
            await fixture.RunAsync(
                "restore",
                photo,
                "-r",
                fixture.Good,
                "--aligned",
                "--out",
                fixture.At("results/face.png"),
                "--json",
                fixture.At("results/run.json")
            )
        );

        Assert.Equal(32, ImageDecoder.Decode(File.ReadAllBytes(fixture.At("spare/face.rescued.png"))).Image.Width);
        Assert.True(File.Exists(fixture.At("spare/run.rescued.json")));
        Assert.Contains(fixture.At("spare/face.rescued.png"), fixture.Error, StringComparison.Ordinal);
        Assert.Contains(fixture.At("spare/run.rescued.json"), fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_FolderOfResultsGoneDuringTheRun_KeepsTheResultAndStops()
    {
        using var fixture = Fixture(file => Directory.Delete(file.At("out"), recursive: true));

        Assert.Equal(ExitCode.Failure, await FolderAsync(fixture));

        Assert.Equal(400, ImageDecoder.ReadInfo(File.ReadAllBytes(fixture.At("spare/a.rescued.png"))).Width);
        Assert.Contains("is gone. The same command goes on", fixture.Output, StringComparison.Ordinal);
        Assert.Contains(
            "2 photos: 0 restored, 0 there already, 0 left out, 1 failed, 1 not reached",
            fixture.Output,
            StringComparison.Ordinal
        );
    }

    // Whoever is not the owner of this machine learns it before the run as well; its owner may write everywhere.
    [SkippableFact]
    public async Task Restore_FolderThatMayNotBeWrittenTo_IsRefusedBeforeTheRun()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "This user may write everywhere.");
        var photo = _fixture.Photo("photo.png", 32, 32, 100);
        Allow(_fixture.At("folder"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--out", _fixture.At("folder/x.png"))
        );

        Allow(_fixture.At("folder"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Contains("cannot be written", _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    // The device that is always full stands for a file system that takes nothing.
    [SkippableFact]
    public async Task Restore_FileSystemThatTakesNothing_IsRefusedBeforeTheRun()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "There is no file system in which nobody can make files.");
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--out", "/proc/self/x.png")
        );

        Assert.Contains("/proc/self/x.png cannot be written", _fixture.Error, StringComparison.Ordinal);
        Assert.Null(_fixture.Engine.Input);
    }

    [SkippableFact]
    public async Task Restore_RecordToADevice_WritesToItAndLeavesIt()
    {
        Skip.IfNot(File.Exists("/dev/null"), "There is no /dev/null.");
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            (ExitCode.Success, ""),
            (await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--json", "/dev/null"), Failures())
        );

        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Theory]
    [InlineData("evaluate", "sair", "--data", "DATA", "--sheet", "PLACE")]
    [InlineData("evaluate", "sair", "--data", "DATA", "--json", "PLACE")]
    [InlineData("evaluate", "album", "--data", "DATA", "--sheet", "PLACE")]
    [InlineData("evaluate", "blind", "--data", "DATA", "--sheet", "PLACE")]
    [InlineData("evaluate", "badge", "--data", "DATA", "--judges", "DATA", "--cases", "PLACE")]
    [InlineData("sample", "--out", "PLACE")]
    [InlineData("models", "measure-faces", "DATA", "--out", "PLACE")]
    [InlineData("train", "pack-data", "--data", "DATA", "--out", "PLACE")]
    [InlineData("backup", "create", "PLACE", "--data", "DATA")]
    public async Task EveryCommand_FolderWhereAFileIsMeant_IsRefusedFirst(params string[] arguments)
    {
        // A folder by the name of a picture, so that the ending is no reason.
        Directory.CreateDirectory(_fixture.At("folder.png"));

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync([
                .. arguments.Select(argument =>
                    argument switch
                    {
                        "PLACE" => _fixture.At("folder.png"),
                        "DATA" => _fixture.At("in"),
                        _ => argument,
                    }
                ),
            ])
        );

        Assert.Contains("folder.png is a folder: name a file in it", _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("quality")]
    [InlineData("codebooks")]
    [InlineData("codes")]
    [InlineData("finish")]
    [InlineData("references", "--people", "DATA")]
    [InlineData("diffusion", "run")]
    public async Task Train_FileWhereTheRunsFolderIsMeant_IsRefusedFirst(string command, params string[] more)
    {
        File.WriteAllText(_fixture.At("state"), "a file");

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync([
                "train",
                command,
                .. more.Select(argument => argument == "DATA" ? _fixture.At("in") : argument),
                "--data",
                _fixture.At("in"),
                "--state",
                _fixture.At("state"),
            ])
        );

        Assert.Contains("state is a file, and a folder is needed", _fixture.Error, StringComparison.Ordinal);
    }

    private static CommandLineFixture Fixture(Action<CommandLineFixture> happening)
    {
        CommandLineFixture? made = null;
        var happened = false;
        made = new CommandLineFixture(new FakeEngine { AfterStep = _ => Happen() });
        foreach (var folder in (string[])["Ann", "in"])
        {
            Directory.CreateDirectory(made.At(folder));
        }

        made.Photo("Ann/good.png", 200, 200, 90);
        Show(made, 200, new FaceBox(10, 10, 150, 150));
        Show(made, 400, new FaceBox(20, 20, 80, 80));
        made.Noise("in/a.png", 400, 5);
        made.Noise("in/b.png", 400, 6);
        return made;

        void Happen()
        {
            if (!happened)
            {
                happened = true;
                happening(made!);
            }
        }
    }

    private static void Allow(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    private static Task<int> FolderAsync(CommandLineFixture fixture, params string[] more) =>
        fixture.RunAsync(["photo", fixture.At("in"), "--album", fixture.At("Ann"), "--out", fixture.At("out"), .. more]);

    private static void Show(CommandLineFixture fixture, int photoWidth, FaceBox box)
    {
        fixture.Faces.FacesByPhotoWidth[photoWidth] = [box];
        fixture.Faces.PersonByBox[box] = 0;
    }

    private void PreparePlaces()
    {
        _fixture.Photo("photo.png", 32, 32, 100);
        _fixture.Photo("mask.png", 32, 32, 0);
        _fixture.Photo("kept.png", 32, 32, 0);
        File.SetAttributes(_fixture.At("kept.png"), FileAttributes.ReadOnly);
        Directory.CreateSymbolicLink(_fixture.At("link"), _fixture.Folder);
        Directory.CreateDirectory(_fixture.At("folder.gif"));
        File.CreateSymbolicLink(_fixture.At("photo-link.png"), _fixture.At("photo.png"));
    }

    private Task<int> FolderAsync(params string[] more) => FolderAsync(_fixture, more);

    // Joined by hand: what stands there counts, a slash at the end too.
    private string Place(string name) => $"{_fixture.Folder}/{name}";

    private string Failures() =>
        string.Join('\n', _fixture.Error.Split('\n').Where(line => line.StartsWith("sair:", StringComparison.Ordinal)));
}
