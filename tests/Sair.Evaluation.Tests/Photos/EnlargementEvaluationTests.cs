using Sair.Cli.Tests.Fakes;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Evaluation.Photos;

namespace Sair.Evaluation.Tests.Photos;

public sealed class EnlargementEvaluationTests : IDisposable
{
    private readonly CommandLineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Evaluate_Enlarged_PrintsARowForEachKind()
    {
        WritePeople();

        Assert.Equal(ExitCode.Success, await _fixture.RunAsync("evaluate", "enlarged", "--data", _fixture.At("people"), "--photos", "1"));
        Assert.Contains("not enlarged, all below", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("enlarged twice or more, all below", _fixture.Output, StringComparison.Ordinal);
        Assert.Contains("1.5 times", _fixture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_NoSuchFolder_IsOneSentence()
    {
        Assert.Equal(ExitCode.Failure, await _fixture.RunAsync("evaluate", "enlarged", "--data", _fixture.At("none")));
        Assert.Contains("There is no folder", _fixture.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _fixture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_SureUnsureAndMissed_AreShares()
    {
        var report = new EnlargementReport();
        report.Add(4, new RealSize(EnlargementCertainty.Sure, 4, 3, 5, 0.99), "enlarged");
        report.Add(4, new RealSize(EnlargementCertainty.Unsure, 8, 6, 8, 0.7), "enlarged", "far off");
        report.Add(4, RealSize.AsStored, "enlarged");
        report.Add(4, RealSize.AsStored, "enlarged");
        report.Add(1, RealSize.AsStored, "real");

        var rows = report.Rows();

        Assert.Equal(["enlarged", "far off", "real"], rows.Select(row => row.Name));
        Assert.Equal((4, 0.5, 0.25, 0.5, 0.5), (rows[0].Count, rows[0].Asked, rows[0].Sure, rows[0].Near, rows[0].Inside));
        Assert.Equal(1, rows[1].MedianError!.Value, 1e-9);
        Assert.Equal(0, rows[2].Asked);
        Assert.Null(rows[2].MedianError);
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
