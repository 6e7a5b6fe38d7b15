using Sair.TestKit;
using Sair.Training.Reports;

namespace Sair.Training.Tests.Reports;

public sealed class TrainingLogTests
{
    [Fact]
    public void Append_TwoSaves_AreTwoDatedLines()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "log.csv");

        TrainingLog.Append(path, new Clock(), "8,0.5");
        TrainingLog.Append(path, new Clock(), "16,0.25");

        Assert.Equal("1970-01-01T00:00:00,8,0.5\n1970-01-01T00:00:00,16,0.25\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("t,8,16,9.5,1\nt,16,16,9.75,2\n", true, false)] // before the recogniser was asked
    [InlineData("t,8,16,9.5,1,\nt,16,16,9.75,2,0.5\n", true, true)]
    public void DrawCurves_Log_DrawsWhatItHolds(string log, bool hasDecibels, bool hasDistance)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, TrainingLog.CurvesName), log);

        TrainingLog.DrawCurves(folder.Path);

        Assert.Equal(hasDecibels, File.Exists(Path.Combine(folder.Path, "curve-psnr.png")));
        Assert.Equal(hasDistance, File.Exists(Path.Combine(folder.Path, "curve-distance.png")));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
