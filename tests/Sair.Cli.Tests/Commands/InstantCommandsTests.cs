using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;

namespace Sair.Cli.Tests.Commands;

public sealed class InstantCommandsTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("name their folder by --data DIR", "train", "quality", "--state", "x")]
    [InlineData("--data", "train", "codebooks", "--state", "x")]
    [InlineData("--state", "train", "codes", "--data", "x")]
    [InlineData("--state", "train", "finish", "--data", "x")]
    public async Task RunAsync_NeededOptionMissing_IsAUsageErrorThatNamesIt(string sentence, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync(arguments));
        Assert.Contains(sentence, _fixture.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fidelity")]
    [InlineData("--score-strength")]
    public async Task RunAsync_ShareOutsideTheRange_NamesIt(string option)
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync("train", "finish", "--export", "--data", "x", "--state", "y", option, "5"));
        Assert.Contains($"{option} takes numbers from 0 to 1, not “5”.", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ExportWithoutARun_SaysWhatIsMissing()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("train", "quality", "--export", "--state", _fixture.At("none")));
        Assert.Contains("train first", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ExportOfATruncatedRun_IsOneSentence()
    {
        File.WriteAllText(_fixture.At("predictor.safetensors"), "cut");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("train", "codes", "--export", "--data", "x", "--state", _fixture.Folder));
        Assert.Contains("shorter than a safetensors header", _fixture.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _fixture.Error, StringComparison.Ordinal);
    }
}
