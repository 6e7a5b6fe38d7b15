using Sair.Cli.CommandLine;
using Sair.Cli.Tests.Fakes;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Commands;

public sealed class PhotoCommandTests : IDisposable
{
    private const float Ann = 0;
    private const float Stranger = 1;

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

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--out", _fixture.At("out.png")));

        var (before, after) = (Read("group.png"), Read("out.png"));
        Assert.NotEqual(At(before, 60, 60), At(after, 60, 60));
        Assert.Equal(At(before, 250, 50), At(after, 250, 50));
        Assert.Equal(150, Assert.Single(_fixture.Engine.Input!.References).Width);
        Assert.Contains("1 of 2 face(s) restored, 400×400", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("face 1 of 2, 80 px: Ann", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("nobody's album is like it, nearest Ann (distance 1.00); left as it is", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photo_Folder_DoesEachOnceAndGoesOnAfterABadOne()
    {
        Directory.CreateDirectory(_fixture.At("in"));
        _fixture.Noise("in/a.png", 400, 5);
        File.WriteAllText(_fixture.At("in/b.jpg"), "no picture");
        _fixture.Noise("in/c.png", 400, 6);

        Assert.Equal(ExitCode.Failure, await Run());
        Assert.Contains("3 photos, 1 failed", _fixture.Output, StringComparison.Ordinal);
        Assert.Equal(["a.png", "c.png"], Directory.GetFiles(_fixture.At("out")).Select(Path.GetFileName).Order());
        Assert.Equal(ExitCode.Failure, await Run());
        Assert.Contains("is there already", _fixture.Output, StringComparison.Ordinal);

        Task<int> Run() => _fixture.RunAsync("photo", _fixture.At("in"), "--album", _fixture.At("Ann"), "--out", _fixture.At("out"));
    }

    [Fact]
    public async Task Photo_Enlarged_HasTheNewSize()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--upscale", "2", "--faces", "1", "--out", _fixture.At("out.png")));

        Assert.Equal(800, Read("out.png").Width);
    }

    [Fact]
    public async Task Photo_NobodyKnown_WritesNothingAndSaysWhatToDo()
    {
        var photo = _fixture.Noise("group.png", 400, 5);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("photo", photo, "--album", _fixture.At("Ann"), "--faces", "2", "--out", _fixture.At("out.png")));

        Assert.False(File.Exists(_fixture.At("out.png")));
        Assert.Contains("none restored, nothing written", _fixture.Output, StringComparison.Ordinal);
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
