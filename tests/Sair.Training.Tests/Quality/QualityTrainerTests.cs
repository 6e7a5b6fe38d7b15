using Sair.Training.Quality;
using Sair.Training.Tests.Data;
using Sair.Training.Tests.Runs;

namespace Sair.Training.Tests.Quality;

public sealed class QualityTrainerTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole");
        using var stop = new StopAtSave(2);
        Assert.InRange(Train("parts", stop), 1, 3);
        Train("parts");

        StateFiles.AssertSame(File("whole"), File("parts"));
    }

    [Fact]
    public void Run_FinishedRunStartedAgain_StaysAsItIs()
    {
        Train("done");
        System.IO.File.Copy(File("done"), File("done") + ".copy");

        Train("done");

        StateFiles.AssertSame(File("done") + ".copy", File("done"));
    }

    [Fact]
    public void Measure_ScoreThatFollowsDetail_IsMonotoneInBlurAndReduction()
    {
        using var scope = NewDisposeScope();
        var photo = new Engine.Imaging.RgbImage(32, 32, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)((i * 7919) % 256))]);

        var figures = QualityMonotony.Measure(x => (x.narrow(3, 1, 127) - x.narrow(3, 0, 127)).abs().mean([1, 2, 3]), [photo], 1);

        Assert.True(figures.Single(figure => figure.Family == "blur").Pooled > 0.95);
        Assert.True(figures.Single(figure => figure.Family == "noise").Pooled < 0, "noise looks like detail");
    }

    private string File(string state) => Path.Combine(_folder.Path, state, QualityTrainer.CheckpointName);

    private long Train(string state, StopAtSave? stop = null) =>
        new QualityTrainer(
            new QualityTrainingOptions
            {
                DataFolder = _folder.Path,
                StateFolder = Path.Combine(_folder.Path, state),
                Steps = 4,
                Pairs = 2,
                HeadPairs = 16,
                HeadSteps = 5,
                SaveEvery = stop is null ? TimeSpan.FromHours(1) : TimeSpan.Zero,
            },
            stop ?? TimeProvider.System,
            TextWriter.Null).Run(stop?.Token ?? CancellationToken.None).Step;
}
