using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Engines.Gen2Res;

namespace Sair.Cli.Tests.Commands;

/// <summary>The way of a small diffusion model through the commands: train, export.</summary>
public sealed class DiffusionCommandsTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new() { IsReal = true };

    [Fact]
    public async Task TrainAndExport_FewPictures_GiveAModelOfTheCatalog()
    {
        Directory.CreateDirectory(_fixture.At("set"));
        var files = Enumerable.Range(0, 30).Select(i => Path.GetFileName(_fixture.Noise(Path.Combine("set", $"{i}.png"), 16, i))).ToList();
        File.WriteAllLines(Path.Combine(_fixture.At("set"), "sources.csv"), ["file,cluster", .. files.Select(file => $"{file},")]);

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync(
                "train",
                "diffusion",
                "run",
                "--data",
                _fixture.At("set"),
                "--state",
                _fixture.At("state"),
                "--images",
                "8",
                "--batch",
                "4",
                "--size",
                "16",
                "--multipliers",
                "1,1"
            )
        );
        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("train", "diffusion", "export", "--data", _fixture.At("set"), "--state", _fixture.At("state"))
        );

        Assert.Contains(Gen2ResPack.FaceModelId, File.ReadAllText(_fixture.At("catalog.json")), StringComparison.Ordinal);
        Assert.Contains(
            "8 pictures in 2 steps",
            File.ReadAllText(Path.Combine(_fixture.Folder, "diffusion-pack", "README.md")),
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(Path.Combine(_fixture.At("state"), "sheet.png")));
    }

    [Theory]
    [InlineData("train", "diffusion", "run", "--channels", "40")]
    [InlineData("train", "diffusion", "run", "--multipliers", "1,x")]
    public async Task Run_ImpossibleValue_NamesTheOption(params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync([.. arguments, "--data", "x", "--state", "y"]));
        Assert.Contains(arguments[^2], _fixture.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _fixture.Dispose();
}
