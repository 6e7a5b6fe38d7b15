using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Verification;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    [Fact]
    public async Task Verify_PathThatIsNotThere_SaysSo()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("verify", _fixture.At("nothing.safetensors")));
        Assert.Contains("There is no file or folder", _fixture.Error);
    }

    [Fact]
    public async Task Verify_FileThatIsNoGoldenCase_Fails()
    {
        File.WriteAllText(_fixture.At("c9_unknown.safetensors"), "nothing of the kind");

        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("verify", _fixture.At("c9_unknown.safetensors")));
        Assert.Contains("1 files not verified", _fixture.Output);
    }

    [Fact]
    public async Task Verify_NoPath_ExitsWithUsage()
    {
        Assert.Equal(ExitCode.Usage, await _fixture.RunAsync("verify"));
        Assert.Contains("sair verify --help", _fixture.Error);
    }

    [Fact]
    public async Task Verify_GoldenFile_PrintsItsTensorsAndPasses()
    {
        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("verify", Fixtures.Locate("golden", "c4a_sair_bicubic.safetensors")));
        Assert.Contains("pass", _fixture.Output);
        Assert.Contains("0 outside their tolerance", _fixture.Output);
    }

    public void Dispose() => _fixture.Dispose();
}
