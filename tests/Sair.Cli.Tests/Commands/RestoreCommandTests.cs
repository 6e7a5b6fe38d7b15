using System.Text.Json;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Commands;

public sealed class RestoreCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    [Fact]
    public async Task Restore_AlignedSquares_WritesThePictureAndSaysWhatItDid()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);
        var reference = _fixture.Photo("reference.png", 128, 128, 100);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "--reference", reference, "--aligned"));

        var restored = ImageDecoder.Decode(File.ReadAllBytes(_fixture.At("photo.restored.png"))).Image;
        Assert.Equal((32, 127), (restored.Width, restored.Pixels[0]));
        Assert.Equal(32, _fixture.Engine.Input!.Degraded.Width);
        Assert.Equal(128, Assert.Single(_fixture.Engine.Input.References).Width);
        Assert.Contains("similarity to the references: 0.250 before, 0.750 after", _fixture.Output);
        Assert.Contains(
            "The restored face is as like your good photos as two clear photos of one person are. Its likeness was 0.25 before.",
            _fixture.Output
        );
        Assert.DoesNotContain("warning", _fixture.Error);
    }

    [Fact]
    public async Task Restore_PhotosThatLie_AreTurnedUprightAndItIsSaid()
    {
        _fixture.Faces.Turn = photo => photo.Width > photo.Height ? 270 : 0;
        _fixture.Faces.FacesByPhotoWidth[90] = [new FaceBox(10, 10, 40, 40)];
        _fixture.Faces.FacesByPhotoWidth[200] = [new FaceBox(20, 20, 100, 100)];
        var (photo, reference) = (_fixture.Photo("photo.png", 120, 90, 100), _fixture.Photo("good.png", 300, 200, 100));

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", reference));

        Assert.Equal((40, 100), (_fixture.Engine.Input!.Degraded.Width, Assert.Single(_fixture.Engine.Input.References).Width));
        Assert.Contains("photo.png seemed to lie on its side and was turned by 270° clockwise", _fixture.Error, StringComparison.Ordinal);
        Assert.Contains("good.png was turned upright, by 270° clockwise.", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_BoxOnAPhotoThatLies_IsMeantAsItWasGiven()
    {
        _fixture.Faces.Turn = _ => 90;
        var photo = _fixture.Photo("photo.png", 120, 90, 100);
        _fixture.Faces.FacesByPhotoWidth[90] = [new FaceBox(20, 20, 50, 50)];

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", photo, "--box", "60,20,50,40"));

        Assert.Equal(40, _fixture.Engine.Input!.Degraded.Width);
        Assert.DoesNotContain("photo.png seem", _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("face.jpg", ImageFormat.Jpeg)]
    [InlineData("face.webp", ImageFormat.Webp)]
    [InlineData("face.PNG", ImageFormat.Png)]
    public async Task Restore_NamedOutput_TakesTheFormatFromTheExtension(string name, ImageFormat format)
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--out", _fixture.At(name))
        );

        Assert.Equal(format, ImageDecoder.ReadInfo(File.ReadAllBytes(_fixture.At(name))).Format);
    }

    [Fact]
    public async Task Restore_Preset_IsWhereTheOptionsBegin()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--preset", "faithful", "--iterations", "4")
        );

        Assert.Equal((4, true), (_fixture.Engine.Options!.Iterations, _fixture.Engine.Options.Fine));
        Assert.Equal(5, ((FakeOptions)_fixture.Engine.Descriptor.Presets[0].Options).Iterations);
    }

    [Fact]
    public async Task Restore_OptionGivenTwice_IsAWrongCommandLine()
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync("restore", "a.png", "--engine", "fake", "--engine", "fake"));

        Assert.Contains("--engine", _fixture.Error);
    }

    [Fact]
    public async Task Restore_UnknownPreset_NamesThoseThereAre()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.NotEqual(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--preset", "wild"));

        Assert.Contains("--preset takes one of Faithful, not “wild”.", _fixture.Error);
    }

    [Fact]
    public async Task Restore_Json_HoldsTermsTimesMemoryIdentityAndOptions()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "restore",
                photo,
                "-r",
                _fixture.Good,
                "--aligned",
                "--iterations",
                "4",
                "--mood",
                "happiness",
                "--seed",
                "9",
                "--json",
                _fixture.At("run.json")
            )
        );

        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("run.json")));
        var root = json.RootElement;
        var iterations = root.GetProperty("iterations");
        Assert.Equal(4, iterations.GetArrayLength());
        Assert.Equal(30, iterations[3].GetProperty("terms").GetProperty("fidelity").GetProperty("weighted").GetDouble());
        Assert.Equal(0.25, iterations[3].GetProperty("terms").GetProperty("fidelity").GetProperty("value").GetDouble());
        Assert.Equal("search", iterations[0].GetProperty("stage").GetString());
        Assert.True(root.GetProperty("secondsPerIteration").GetDouble() >= 0);
        Assert.True(root.GetProperty("peakMemoryBytes").GetInt64() > 1_000_000);
        Assert.Equal(0.25, root.GetProperty("identityBefore").GetDouble());
        Assert.Equal(0.75, root.GetProperty("identityAfter").GetDouble());
        Assert.Equal("happiness", root.GetProperty("options").GetProperty("mood").GetString());
        Assert.Equal(9, root.GetProperty("seed").GetInt32());
        Assert.Equal("00ff", root.GetProperty("modelHashes").GetProperty("fake-pack").GetString());
        Assert.Equal(1, root.GetProperty("threads").GetInt32());
        Assert.NotEqual("unknown", root.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Restore_NotOnATerminal_PrintsAPlainLinePerTenth()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--iterations", "50");

        var lines = _fixture.Error.Split('\n').Where(line => line.Contains("/50")).ToList();
        Assert.Equal(10, lines.Count);
        Assert.StartsWith("50/50  loss", lines[^1]);
        Assert.DoesNotContain("\r[", _fixture.Error);
    }

    [Fact]
    public async Task Restore_SomebodyElse_FailsBeforeTheRunUnlessItIsMeant()
    {
        var photo = _fixture.Noise("photo.png", 64, 3, person: 0);
        var reference = _fixture.Noise("reference.png", 128, 4, person: 204);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", photo, "-r", reference, "--aligned"));

        Assert.Contains("This looks like somebody else than the person on the good photos.", _fixture.Error);
        Assert.Contains("add --even-if-somebody-else", _fixture.Error);
        Assert.Null(_fixture.Engine.Input);
        Assert.False(File.Exists(_fixture.At("photo.restored.png")));

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", reference, "--aligned", "--even-if-somebody-else"));
        Assert.Contains("warning: Reference 1 seems to show another person", _fixture.Error);
    }

    [Fact]
    public async Task Restore_FaceThatMayBeSomebodyElse_IsRestoredAndItIsSaid()
    {
        var photo = _fixture.Noise("photo.png", 64, 3, person: 0);
        var reference = _fixture.Noise("reference.png", 128, 4, person: 148);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", reference, "--aligned"));

        Assert.Contains("It cannot be told from this photo whether it shows the person on the good photos.", _fixture.Error);
    }

    [Fact]
    public async Task Restore_PhotoAsItsOnlyReference_FailsBeforeTheRun()
    {
        var photo = _fixture.Noise("photo.png", 64, 3, person: 0);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", photo, "-r", photo, "--aligned"));

        Assert.Contains("The only good photo is the very photo that shall be restored", _fixture.Error);
        Assert.Null(_fixture.Engine.Input);
    }

    [Fact]
    public async Task Restore_PhotoAmongItsReferences_IsLeftOutWithANote()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", photo, "-r", _fixture.Good, "--aligned"));

        Assert.Contains("photo.png is the very photo that shall be restored.", _fixture.Error);
        Assert.Equal(128, Assert.Single(_fixture.Engine.Input!.References).Width);
    }

    [Fact]
    public async Task Restore_NoFace_NamesTheWaysOut()
    {
        var photo = _fixture.Photo("photo.png", 90, 60, 100);
        var reference = _fixture.Photo("reference.png", 200, 200, 100);
        _fixture.Faces.FacesByPhotoWidth[200] = [new FaceBox(10, 10, 100, 100)];

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", photo, "-r", reference));

        Assert.Contains("No face was found in", _fixture.Error);
        Assert.Contains("--box x,y,w,h", _fixture.Error);
        Assert.Contains("--aligned", _fixture.Error);
    }

    [Fact]
    public async Task Restore_SeveralFaces_ProposesTheOneMostLikeTheReferenceAndSaysSo()
    {
        var (large, small) = (new FaceBox(0, 0, 90, 90), new FaceBox(100, 0, 60, 60));
        var photo = _fixture.Photo("photo.png", 300, 200, 100);
        var reference = _fixture.Photo("reference.png", 200, 200, 100);
        _fixture.Faces.FacesByPhotoWidth[300] = [large, small];
        _fixture.Faces.FacesByPhotoWidth[200] = [new FaceBox(10, 10, 120, 120)];
        _fixture.Faces.PersonByBox[large] = 0.9f;

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", reference));

        Assert.Contains("shows 2 faces; face 2 is taken, most like the references (distance 0.24)", _fixture.Error);
        Assert.Equal(60, _fixture.Engine.Input!.Degraded.Width);
    }

    [Fact]
    public async Task Restore_ChosenFace_IsTakenWithoutAProposal()
    {
        var photo = _fixture.Photo("photo.png", 300, 200, 100);
        _fixture.Faces.FacesByPhotoWidth[300] = [new FaceBox(0, 0, 90, 90), new FaceBox(100, 0, 60, 60)];
        _fixture.Faces.FacesByPhotoWidth[128] = [new FaceBox(10, 10, 100, 100)];

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--face", "2"));
        Assert.Equal(60, _fixture.Engine.Input!.Degraded.Width);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--face", "3"));
        Assert.Contains("there is no face 3: choose one from 1 to 2", _fixture.Error);
    }

    [Fact]
    public async Task Restore_Box_PlacesTheFace()
    {
        var photo = _fixture.Photo("photo.png", 90, 60, 100);
        var reference = _fixture.Photo("reference.png", 200, 200, 100);
        _fixture.Faces.FacesByPhotoWidth[200] = [new FaceBox(10, 10, 100, 100)];

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("restore", photo, "-r", reference, "--box", "5,5,40,40"));
        Assert.Equal(40, _fixture.Engine.Input!.Degraded.Width);
    }

    [Theory]
    [InlineData("notes.txt", "hello", "not a picture")]
    [InlineData("empty.jpg", "", "empty (0 bytes)")]
    public async Task Restore_FileThatIsNoPicture_NamesTheFile(string name, string content, string sentence)
    {
        File.WriteAllText(_fixture.At(name), content);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", _fixture.At(name), "-r", _fixture.Good, "--aligned"));

        Assert.Contains(name, _fixture.Error);
        Assert.Contains(sentence, _fixture.Error);
    }

    [Theory]
    [InlineData("missing.png", "there is no such file")]
    [InlineData("wide.png", "An aligned face is a square")]
    [InlineData("tiny.png", "only 5 pixels")]
    public async Task Restore_UnusableSquare_SaysWhy(string name, string sentence)
    {
        _fixture.Photo("wide.png", 40, 32, 100);
        _fixture.Photo("tiny.png", 5, 5, 100);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", _fixture.At(name), "-r", _fixture.Good, "--aligned"));

        Assert.Contains(sentence, _fixture.Error);
    }

    [Fact]
    public async Task Restore_WithoutReference_AsksForOne()
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("restore", photo, "--aligned"));

        Assert.Contains("add --reference PHOTO", _fixture.Error);
    }

    [Theory]
    [InlineData("face.gif", ExitCode.Usage, ".png, .jpg or .webp")]
    [InlineData("nowhere/face.png", ExitCode.Failure, "There is no folder")]
    [InlineData("photo.png", ExitCode.Failure, "is one of the photos and would be overwritten")]
    public async Task Restore_OutputThatCannotBeWritten_FailsBeforeTheRun(string name, int code, string sentence)
    {
        var photo = _fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(code, await _fixture.RunAsync("restore", photo, "-r", _fixture.Good, "--aligned", "--out", _fixture.At(name)));

        Assert.Contains(sentence, _fixture.Error);
        Assert.Null(_fixture.Engine.Input);
    }

    [Fact]
    public async Task Restore_Cancelled_EndsCleanlyAndWritesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var fixture = new CommandLineFixture(new FakeEngine { AfterStep = _ => cancellation.Cancel() });
        var photo = fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(ExitCode.Cancelled, await fixture.RunAsync(cancellation.Token, "restore", photo, "-r", fixture.Good, "--aligned"));

        Assert.Contains("Cancelled.", fixture.Error);
        Assert.False(File.Exists(fixture.At("photo.restored.png")));
    }

    public void Dispose() => _fixture.Dispose();
}
