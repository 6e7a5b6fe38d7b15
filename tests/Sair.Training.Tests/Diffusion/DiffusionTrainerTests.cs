using Sair.Engine.Networks;
using Sair.TestKit;
using Sair.Training.Diffusion;
using Sair.Training.Tests.Data;
using Sair.Training.Tests.Runs;

namespace Sair.Training.Tests.Diffusion;

public sealed class DiffusionTrainerTests : IDisposable
{
    private static readonly DiffusionUNetConfiguration Small = new()
    {
        ImageSize = 16,
        PatchSize = 2,
        Channels = 32,
        Multipliers = [1, 1],
        ResidualBlocks = 1,
        AttentionLevels = [1],
    };

    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole", 16);
        using var stop = new StopAtSave(2);
        Assert.InRange(Train("parts", 16, stop: stop).Images, 4, 12);
        Train("parts", 16);

        StateFiles.AssertSame(File("whole"), File("parts"));
    }

    [Fact]
    public void Run_OlderStateFile_GoesOnFromIt()
    {
        StateFiles.WriteOlder("diffusion", File("older"));
        System.IO.File.Copy(File("older"), File("older") + ".copy");

        var progress = Train("older", 8);

        Assert.Equal((2, 8), (progress.Step, progress.Images));
        StateFiles.AssertSame(File("older") + ".copy", File("older"));
    }

    [Fact]
    public void Run_CheckpointOfOtherSizes_SaysSo()
    {
        Train("state", 4);

        Assert.Throws<InvalidDataException>(() => Train("state", 8, Small with { Multipliers = [1, 2] }));
    }

    [Fact]
    public void Run_Ended_FreesEveryTensor()
    {
        Train("first", 4);
        var before = LiveTensors.Count();

        Train("second", 4);

        Assert.Equal(before, LiveTensors.Count());
    }

    private DiffusionProgress Train(string state, long images, DiffusionUNetConfiguration? network = null, StopAtSave? stop = null) =>
        new DiffusionTrainer(
            new DiffusionTrainingOptions
            {
                DataFolder = _folder.Path,
                StateFolder = Path.Combine(_folder.Path, state),
                Images = images,
                Batch = 4,
                Network = network ?? Small,
                SaveEvery = stop is null ? TimeSpan.FromHours(1) : TimeSpan.Zero,
            },
            stop ?? TimeProvider.System,
            TextWriter.Null
        ).Run(stop?.Token ?? CancellationToken.None);

    private string File(string state) => Path.Combine(_folder.Path, state, "checkpoint.safetensors");
}
