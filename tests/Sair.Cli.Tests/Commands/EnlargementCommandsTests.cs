using Sair.Cli.CommandLine;
using Sair.Cli.Tests.Fakes;
using Sair.Engine.Degradations;

namespace Sair.Cli.Tests.Commands;

public sealed class EnlargementCommandsTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunAsync_TrainEnlargement_WritesNumbersThatAreRead()
    {
        WritePeople();

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("train", "enlargement", "--data", _fixture.At("people"), "--out", _fixture.At("numbers.txt"), "--photos", "20", "--epochs", "2", "--hidden", "2"));
        Assert.Equal(2, RealSizeNetwork.Parse(File.ReadAllText(_fixture.At("numbers.txt"))).Hidden);
    }

    [Fact]
    public async Task RunAsync_EvaluateEnlarged_PrintsARowForEachKind()
    {
        WritePeople();

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("evaluate", "enlarged", "--data", _fixture.At("people"), "--photos", "1"));
        Assert.Contains("not enlarged, all below", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("enlarged twice or more, all below", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("1.5 times", _fixture.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate", "enlarged")]
    [InlineData("train", "enlargement", "--out", "x.txt")]
    public async Task RunAsync_NoSuchFolder_IsOneSentence(params string[] arguments)
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync([.. arguments, "--data", _fixture.At("none")]));
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
