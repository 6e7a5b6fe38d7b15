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

    private string File(string state) => Path.Combine(_folder.Path, state, QualityTrainer.CheckpointName);

    private long Train(string state, StopAtSave? stop = null) => new QualityTrainer(
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
            TextWriter.Null
        ).Run(stop?.Token ?? CancellationToken.None).Step;
}
