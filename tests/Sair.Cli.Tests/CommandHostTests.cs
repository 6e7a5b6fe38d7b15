using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;

namespace Sair.Cli.Tests;

public sealed class CommandHostTests
{
    [Theory]
    [InlineData("photo")]
    [InlineData("restore")]
    public async Task Help_OfCommandsForPhotos_TellsTheExitCodes(string command)
    {
        using var fixture = new CommandLineFixture();

        Assert.Equal(ExitCode.Success, await fixture.RunAsync(command, "--help"));

        // The help breaks its lines where the terminal ends.
        Assert.Contains(
            ExitCode.Help,
            string.Join(' ', fixture.Output.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RunAsync_Help_ListsCommandsAndGlobalOptions()
    {
        using var fixture = new CommandLineFixture();

        Assert.Equal(ExitCode.Success, await fixture.RunAsync("--help"));

        Assert.Contains("restore", fixture.Output);
        Assert.Contains("--models", fixture.Output);
        Assert.Contains("--device", fixture.Output);
    }

    [Theory]
    [InlineData("--device", "tpu", "--device is cpu, cuda or cuda:N, not “tpu”.")]
    [InlineData("--device", "cuda:x", "--device is cpu, cuda or cuda:N, not “cuda:x”.")]
    [InlineData("--box", "1,2,3", "--box takes x,y,w,h in pixels, for example 120,80,64,64, not “1,2,3”.")]
    [InlineData("--box", "1,2,0,4", "--box takes x,y,w,h in pixels")]
    [InlineData("--face", "0", "--face takes a whole number from 1, not “0”.")]
    [InlineData("--engine", "magic", "--engine takes one of fake, not “magic”.")]
    public async Task RunAsync_WrongValue_SaysWhatIsRightAndExitsWithUsage(string option, string value, string sentence)
    {
        using var fixture = new CommandLineFixture();

        Assert.Equal(ExitCode.Usage, await fixture.RunAsync("restore", "photo.png", option, value));

        Assert.Contains(sentence, fixture.Error);
        Assert.Contains("Try: sair restore --help", fixture.Error);
        Assert.Single(fixture.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("improve", "improve")]
    [InlineData("--itrations", "restore", "photo.png", "--itrations", "5")]
    [InlineData("--itrations", "restore", "--itrations", "5")]
    public async Task RunAsync_UnknownWord_IsNamed(string word, params string[] arguments)
    {
        using var fixture = new CommandLineFixture();

        Assert.Equal(ExitCode.Usage, await fixture.RunAsync(arguments));
        Assert.Contains($"“{word}” is no command or option here.", fixture.Error);
    }

    [Fact]
    public async Task RunAsync_Nothing_PrintsTheHelp()
    {
        using var fixture = new CommandLineFixture();

        Assert.Equal(ExitCode.Success, await CommandHost.RunAsync([], fixture.Services, CancellationToken.None));
        Assert.Contains("Usage:", fixture.Output);
    }

    [Fact]
    public async Task RunAsync_DeviceThatIsNotThere_SaysSo()
    {
        using var fixture = new CommandLineFixture();
        var photo = fixture.Photo("photo.png", 32, 32, 100);

        Assert.Equal(ExitCode.Failure, await fixture.RunAsync("restore", photo, "-r", fixture.Good, "--aligned", "--device", "cuda:99"));
        Assert.Contains("There is no device cuda:99", fixture.Error);
    }
}
