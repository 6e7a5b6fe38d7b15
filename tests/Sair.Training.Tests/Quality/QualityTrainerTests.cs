using Sair.Engine.Weights.Files;
using Sair.Training.Checkpoints;
using Sair.Training.Quality;
using Sair.Training.Tests.Data;

namespace Sair.Training.Tests.Quality;

public sealed class QualityTrainerTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole", 4, null);
        Train("parts", 4, TimeSpan.Zero);
        Assert.Equal(0, Read("parts").Step);
        Train("parts", 4, null);

        using var scope = NewDisposeScope();
        var (whole, _) = SafetensorsFile.Read(Path.Combine(_folder.Path, "whole", QualityTrainer.CheckpointName));
        var (parts, _) = SafetensorsFile.Read(Path.Combine(_folder.Path, "parts", QualityTrainer.CheckpointName));
        Assert.All(whole, entry => Assert.True(entry.Value.bytes.SequenceEqual(parts[entry.Key].bytes), entry.Key));
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

    private RunProgress Read(string state)
    {
        var (parameters, progress) = RunCheckpoint.ReadAverage<RunProgress>(Path.Combine(_folder.Path, state, QualityTrainer.CheckpointName));
        foreach (var value in parameters.Values)
        {
            value.Dispose();
        }

        return progress;
    }

    private void Train(string state, long steps, TimeSpan? budget) =>
        new QualityTrainer(
            new QualityTrainingOptions { DataFolder = _folder.Path, StateFolder = Path.Combine(_folder.Path, state), Steps = steps, Pairs = 2, HeadPairs = 16, HeadSteps = 5, Budget = budget },
            TimeProvider.System,
            TextWriter.Null).Run(CancellationToken.None);
}
