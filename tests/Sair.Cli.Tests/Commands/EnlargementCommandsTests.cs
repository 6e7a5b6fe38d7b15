using System.Text.Json;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Cli.Tests.Commands;

public sealed class EnlargementCommandsTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunAsync_TrainEnlargement_WritesNumbersThatAreRead()
    {
        WritePeople();

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "train",
                "enlargement",
                "--data",
                _fixture.At("people"),
                "--out",
                _fixture.At("numbers.txt"),
                "--photos",
                "20",
                "--epochs",
                "2",
                "--hidden",
                "2"
            )
        );
        Assert.Equal(2, RealSizeNetwork.Parse(File.ReadAllText(_fixture.At("numbers.txt"))).Hidden);
    }

    [Theory]
    [InlineData(null, false, "seems to have been enlarged about")]
    [InlineData("use", true, "")]
    [InlineData("keep", false, "")]
    public async Task RunAsync_RestoreOfAnEnlargedPhoto_WorksOnWhatIsChosenAndSaysWhatThereIsToChoose(
        string? choice,
        bool isReduced,
        string sentence
    )
    {
        var photo = _fixture.At("photo.png");
        File.WriteAllBytes(photo, ImageEncoder.Encode(EnlargedPicture.Make(320), ImageFormat.Png));

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync([
                "restore",
                photo,
                "-r",
                _fixture.Photo("good.png", 128, 128, 100),
                "--aligned",
                "--json",
                _fixture.At("run.json"),
                .. choice is null ? (string[])[] : ["--real-size", choice],
            ])
        );

        var worked = _fixture.Engine.Input!.Degraded.Width;
        if (isReduced)
        {
            Assert.InRange(worked, 84, 134);
        }
        else
        {
            Assert.Equal(320, worked);
        }

        var from = isReduced ? $"from {worked}×{worked} pixels, stored as 320×320" : "from 320×320 pixels\n";
        Assert.Contains(from, _fixture.Output, StringComparison.Ordinal);
        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
        Assert.Equal(sentence.Length > 0, _fixture.Error.Contains("enlarged", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(File.ReadAllText(_fixture.At("run.json")));
        var size = json.RootElement.GetProperty("realSize");
        Assert.Equal(
            (choice ?? "auto", "sure", 320, worked),
            (
                size.GetProperty("choice").GetString(),
                size.GetProperty("enlarged").GetString()!.ToLowerInvariant(),
                size.GetProperty("storedSide").GetInt32(),
                size.GetProperty("usedSide").GetInt32()
            )
        );
    }

    [Theory]
    [InlineData("--real-size", "40", 40)]
    [InlineData("--photo-side", "30", 30)]
    public async Task RunAsync_RestoreWithAGivenSide_TakesIt(string option, string text, int side)
    {
        var photo = _fixture.Photo("photo.png", 64, 64, 100);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("restore", photo, "-r", _fixture.Photo("good.png", 128, 128, 90), "--aligned", option, text)
        );

        Assert.Equal(side, _fixture.Engine.Input!.Degraded.Width);
    }

    [Fact]
    public async Task RunAsync_FolderWithAnEnlargedPhoto_RecordsTheDecision()
    {
        Directory.CreateDirectory(_fixture.At("photos"));
        Directory.CreateDirectory(_fixture.At("Ann"));
        _fixture.Photo(Path.Combine("Ann", "good.png"), 220, 200, 100);
        File.WriteAllBytes(_fixture.At(Path.Combine("photos", "a.png")), ImageEncoder.Encode(EnlargedPicture.Make(320), ImageFormat.Png));
        var box = new FaceBox(40, 40, 200, 200);
        _fixture.Faces.FacesByPhotoWidth[320] = [box];
        _fixture.Faces.FacesByPhotoWidth[220] = [new FaceBox(10, 10, 150, 160)];
        _fixture.Faces.PersonByBox[box] = 100 / 255f;

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "photo",
                _fixture.At("photos"),
                "--album",
                _fixture.At("Ann"),
                "--out",
                _fixture.At("out"),
                "--json",
                _fixture.At("run.json")
            )
        );

        using var json = JsonDocument.Parse(File.ReadAllText(_fixture.At("run.json")));
        var size = json.RootElement.GetProperty("photos")[0].GetProperty("realSize");
        Assert.Equal(
            (200, _fixture.Engine.Input!.Degraded.Width),
            (size.GetProperty("storedSide").GetInt32(), size.GetProperty("usedSide").GetInt32())
        );
        Assert.InRange(size.GetProperty("factor").GetDouble(), 2.4, 3.8);
    }

    [Fact]
    public async Task RunAsync_RealSizeThatIsNone_IsExplained()
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync("restore", "a.png", "-r", "b.png", "--real-size", "small"));
        Assert.Contains(
            "--real-size takes auto, use, keep or 8 to 4096 pixels across the face square, not “small”.",
            _fixture.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RunAsync_TrainEnlargementWithoutTheFolder_IsOneSentence()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("train", "enlargement", "--out", "x.txt", "--data", _fixture.At("none")));
        Assert.Contains("There is no folder", _fixture.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _fixture.Error, StringComparison.Ordinal);
    }

    private void WritePeople()
    {
        for (var person = 0; person < 8; person++)
        {
            Directory.CreateDirectory(_fixture.At(Path.Combine("people", $"person{person}")));
            _fixture.Noise(Path.Combine("people", $"person{person}", "a.png"), 250, person);
        }
    }
}
