using System.Text.Json;
using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Evaluation.Tests;

/// <summary>
/// The real engine and face networks on a tiny random face pack: what comes out is no face, but everything between the files runs.
/// </summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new() { IsReal = true };

    public EvaluateCommandTests() => TinyFacePack.Write(_fixture.Folder);

    [Fact]
    public async Task Sample_FiveFaces_FillsASheetOfThreeByTwo()
    {
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("sample", "--n", "5", "--seed", "2", "--out", _fixture.At("faces.png")));

        var sheet = ImageDecoder.Decode(File.ReadAllBytes(_fixture.At("faces.png"))).Image;
        Assert.Equal((3 * (TinyFacePack.Size + 4)) + 4, sheet.Width);
        Assert.Equal((2 * (TinyFacePack.Size + 4)) + 4, sheet.Height);
    }

    [Fact]
    public async Task EvaluatePack_HeldOutFaces_PrintsEveryGroup()
    {
        Directory.CreateDirectory(_fixture.At("set/one"));
        var lines = new List<string> { "file,cluster" };
        for (var i = 0; i < 60; i++)
        {
            _fixture.Noise($"set/one/{i}.png", 48, i);
            lines.Add($"one/{i}.png,");
        }

        File.WriteAllLines(_fixture.At("set/sources.csv"), lines);

        Directory.CreateDirectory(_fixture.At("people/Ann"));
        _fixture.Noise("people/Ann/00.png", 64, 1);
        _fixture.Noise("people/Ann/01.png", 64, 2);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "evaluate",
                "pack",
                "--data",
                _fixture.At("set"),
                "--eval",
                _fixture.At("people"),
                "--people",
                "1",
                "--steps",
                "3",
                "--samples",
                "2",
                "--previous",
                _fixture.Folder
            )
        );

        Assert.Matches("[1-9][0-9]* held-out faces at 32 px", _fixture.Output);
        Assert.Matches(@"(?m)^one +[1-9]", _fixture.Output);
        Assert.Matches(@"(?m)^skin ", _fixture.Output);
        Assert.Matches(@"(?m)^inverted: encoder +1 +[0-9]", _fixture.Output);
        Assert.Matches(@"(?m)^inverted: \+3 steps +1 +[0-9]", _fixture.Output);
        Assert.Equal(2, _fixture.Output.Split("a face is found in 0 of 2 samples").Length - 1);
    }

    [Fact]
    public async Task Restore_MissingModel_NamesTheFileAndTheCommand()
    {
        File.Delete(_fixture.At("face-pack-generator.safetensors"));
        var photo = _fixture.Noise("photo.png", 16, 1);

        Assert.Equal(
            ExitCode.Failure,
            await _fixture.RunAsync("restore", photo, "--reference", _fixture.Noise("reference.png", 64, 2), "--aligned")
        );

        Assert.Contains("face-pack-generator.safetensors", _fixture.Error);
        Assert.Contains("sair models check", _fixture.Error);
    }

    [Fact]
    public async Task EvaluateQuality_HeldOut_MeasuresOnPeopleThatTrainingLeavesOut()
    {
        const int photos = 60;
        Directory.CreateDirectory(_fixture.At("faces/drawn"));
        var files = Enumerable.Range(0, photos).Select(i => $"drawn/{i}.png").ToList();
        for (var i = 0; i < photos; i++)
        {
            _fixture.Noise($"faces/{files[i]}", 16, i);
        }

        File.WriteAllLines(
            _fixture.At("faces/sources.csv"),
            [
                "file,source_repo,source_path,licence,native_crop_px,cluster,pixels",
                .. files.Select(file => $"{file},drawn,{file},none,16,,aligned"),
            ]
        );

        _ = await _fixture.RunAsync("evaluate", "quality", "--data", _fixture.At("faces"), "--held-out", "--people", "2");

        Assert.Contains("2 photos of 2 held-out people, 8 severities each", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("reduction", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_QualityRowWithAWeight_LeavesTheRowBesideItWithout()
    {
        DrawSmallSet();

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "evaluate",
                "sair",
                "--data",
                _fixture.At("set"),
                "--people",
                "2",
                "--scale",
                "4",
                "--iterations",
                "3",
                "--tuning-iterations",
                "0",
                "--rows",
                "sair,quality",
                "--quality-weight",
                "100",
                "--json",
                _fixture.At("evaluation.json")
            )
        );

        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("evaluation.json")));
        var methods = json.RootElement.GetProperty("methods").EnumerateArray().ToList();
        Assert.Equal(["bicubic", "SAIR", "SAIR, quality weight 100"], methods.Select(method => method.GetProperty("name").GetString()));
        Assert.NotEqual(
            methods[1].GetProperty("peakSignalToNoiseRatio").GetDouble(),
            methods[2].GetProperty("peakSignalToNoiseRatio").GetDouble()
        );
    }

    [Fact]
    public async Task Evaluate_SmallSet_PrintsTheTableAndWritesSheetAndRecord()
    {
        DrawSmallSet();

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "evaluate",
                "sair",
                "--data",
                _fixture.At("set"),
                "--people",
                "2",
                "--scale",
                "4",
                "--iterations",
                "2",
                "--tuning-iterations",
                "1",
                "--rows",
                "fidelity,sair,inversion,stranger",
                "--sheet",
                _fixture.At("sheet.png"),
                "--json",
                _fixture.At("evaluation.json")
            )
        );

        Assert.Contains("2 people, 64 px reduced ×4 to 16 px", _fixture.Output);
        Assert.Contains("generator 32 px; 2 iterations", _fixture.Output);
        Assert.Contains("There is no judge", _fixture.Error);
        string[] rows = ["bicubic", "SAIR, fidelity only", "SAIR", "inversion of the reference", "SAIR, stranger's reference"];
        Assert.All(rows, row => Assert.Contains(_fixture.Output.Split('\n'), line => line.StartsWith($"{row} ", StringComparison.Ordinal)));
        var sheet = ImageDecoder.Decode(File.ReadAllBytes(_fixture.At("sheet.png"))).Image;
        Assert.Equal(((8 * 164) + 4, (2 * 164) + 4), (sheet.Width, sheet.Height));
        using var json = JsonDocument.Parse(File.ReadAllBytes(_fixture.At("evaluation.json")));
        var methods = json.RootElement.GetProperty("methods");
        Assert.Equal(rows, methods.EnumerateArray().Select(method => method.GetProperty("name").GetString()));
        Assert.Equal(2, methods[0].GetProperty("faces").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, methods[0].GetProperty("judgeSimilarity").ValueKind);
        Assert.Equal(JsonValueKind.Null, methods[0].GetProperty("brisque").ValueKind);
        Assert.True(methods[0].GetProperty("frechetDistance").GetDouble() > 0);
        Assert.Equal(
            methods[2].GetProperty("quality").GetDouble(),
            methods[2].GetProperty("faces").EnumerateArray().Average(face => face.GetProperty("quality").GetDouble()),
            9
        );
    }

    [Theory]
    [InlineData("--data", "evaluate", "sair")]
    [InlineData("--data", "evaluate", "blind")]
    [InlineData("--data", "evaluate", "quality")]
    [InlineData("--rows", "evaluate", "album", "--data", "x", "--rows", "base,best")]
    [InlineData("--people takes a whole number from 1 to 100000, not “0”.", "evaluate", "sair", "--data", "x", "--people", "0")]
    [InlineData("There is no folder", "evaluate", "sair", "--data", "/nothing/here")]
    public async Task Evaluate_WrongValues_AreExplained(string sentence, params string[] arguments)
    {
        Assert.NotEqual(ExitCode.Success, await _fixture.RunAsync(arguments));
        Assert.Contains(sentence, _fixture.Error);
    }

    [Fact]
    public async Task EvaluateBlind_OneOfTheScoresOutsideTheRange_NamesIt()
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync("evaluate", "blind", "--data", "x", "--scores", "0.3", "2"));
        Assert.Contains("--scores takes numbers from 0 to 1, not “2”.", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateAlbum_NoSuchSet_SaysWhatToDo()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("evaluate", "album", "--data", _fixture.At("none")));
        Assert.Contains("name the evaluation set by --data", _fixture.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _fixture.Dispose();

    private void DrawSmallSet()
    {
        foreach (var (person, i) in new[] { "Ann", "Bea" }.Select((name, i) => (name, i)))
        {
            Directory.CreateDirectory(_fixture.At($"set/{person}"));
            _fixture.Noise($"set/{person}/00.png", 64, 10 + i);
            _fixture.Noise($"set/{person}/01.png", 64, 20 + i);
        }
    }
}
