using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;

namespace Sair.Evaluation.Tests.Photos;

public sealed class PersonEvaluationTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Evaluate_PeopleFarApart_TellsEachFromTheStrangers()
    {
        foreach (var (place, person) in new byte[] { 0, 254, 10, 244 }.Index())
        {
            Directory.CreateDirectory(_fixture.At($"people/{place}"));
            _fixture.Noise($"people/{place}/0.png", 64, place, person);
            _fixture.Noise($"people/{place}/1.png", 64, place + 10, person);
        }

        Assert.Equal(
            ExitCode.Success,
            await _fixture.RunAsync("evaluate", "person", "--data", _fixture.At("people"), "--people", "4", "--references", "1")
        );

        // Of the three strangers of each one is as far away as the person.
        Assert.Matches(@"as it is +4 +100\.0 +0\.0 +0\.0 +33\.3 +0\.0 +66\.7", _fixture.Output);
        Assert.Matches(@"from 56 +[0-9]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+", _fixture.Output);
    }
}
