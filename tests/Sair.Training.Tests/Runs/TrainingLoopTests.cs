using Sair.TestKit;
using Sair.Training.Runs;

namespace Sair.Training.Tests.Runs;

public sealed class TrainingLoopTests : IDisposable
{
    private static readonly TrainingGoal<TrainingProgress> Goal = new(progress => progress.Step, 60, "steps");

    private readonly StringWriter _output = new();
    private readonly List<long> _steps = [];
    private readonly List<long> _saves = [];

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Run_WithoutEnd_TakesEveryStepReportsMeansAndSavesOnce()
    {
        var progress = Run(new TrainingProgress(), Loop(null, TimeSpan.FromHours(1), CancellationToken.None));

        Assert.Equal((60, 180), (progress.Step, progress.Images));
        Assert.Equal(Enumerable.Range(0, 60).Select(step => (long)step), _steps);
        Assert.Equal([60], _saves);
        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("25 of 60 steps", lines[0], StringComparison.Ordinal);
        Assert.Contains("loss 12.0000", lines[0], StringComparison.Ordinal); // the mean of 0–24
        Assert.Contains("loss 37.0000", lines[1], StringComparison.Ordinal); // of 25–49
    }

    [Fact]
    public void Run_Resumed_GoesOnWhereItStoodAndAddsTheTime()
    {
        var progress = Run(
            new TrainingProgress
            {
                Step = 58,
                Images = 174,
                Elapsed = TimeSpan.FromHours(2),
            },
            Loop(null, TimeSpan.FromHours(1), CancellationToken.None)
        );

        Assert.Equal([58, 59], _steps);
        Assert.Equal((60, 180), (progress.Step, progress.Images));
        Assert.InRange(progress.Elapsed, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
    }

    [Fact]
    public void Run_Cancelled_EndsAfterTheStepAndSaves()
    {
        using var stop = new CancellationTokenSource();
        var progress = Run(
            new TrainingProgress(),
            Loop(null, TimeSpan.FromHours(1), stop.Token),
            step =>
            {
                if (step == 4)
                {
                    stop.Cancel();
                }
            }
        );

        Assert.Equal(5, progress.Step);
        Assert.Equal([5], _saves);
    }

    [Fact]
    public void Run_BudgetSpent_TakesNoStepAndSaves()
    {
        var loop = Loop(TimeSpan.Zero, TimeSpan.FromHours(1), CancellationToken.None);

        Assert.True(loop.IsStopped);
        Assert.Equal(0, Run(new TrainingProgress(), loop).Step);
        Assert.Equal([0], _saves);
    }

    [Fact]
    public void Run_SaveEveryStep_GoesOnWithWhatWasSaved()
    {
        var loop = Loop(null, TimeSpan.Zero, CancellationToken.None);
        var images = new List<long>();

        loop.Run(
            new TrainingProgress { Step = 57 },
            Goal,
            1,
            progress =>
            {
                images.Add(progress.Images);
                return [];
            },
            progress => progress with { Images = progress.Images + 100 }
        );

        Assert.Equal([0, 101, 202], images);
    }

    [Fact]
    public void Run_StepsThatLeaveTensors_FreesThem()
    {
        var before = LiveTensors.Count();

        Run(new TrainingProgress(), Loop(null, TimeSpan.FromHours(1), CancellationToken.None), _ => zeros([2]).add(1));

        Assert.Equal(before, LiveTensors.Count());
    }

    private TrainingLoop Loop(TimeSpan? budget, TimeSpan saveEvery, CancellationToken cancellationToken) =>
        new(budget, saveEvery, _output, cancellationToken);

    private TrainingProgress Run(TrainingProgress progress, TrainingLoop loop, Action<long>? step = null) =>
        loop.Run(
            progress,
            Goal,
            3,
            reached =>
            {
                _steps.Add(reached.Step);
                step?.Invoke(reached.Step);
                return [("loss", reached.Step)];
            },
            reached =>
            {
                _saves.Add(reached.Step);
                return reached;
            }
        );
}
