using Sair.Engine.Weights.Files;
using Sair.TestKit;
using Sair.Training.Autoencoding;
using Sair.Training.Tests.Data;

namespace Sair.Training.Tests.Autoencoding;

public sealed class AutoencoderTrainerTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole", "8:16:4:0.002,16:16:4:0.002");
        Train("parts", "8:16:4:0.002,16:4:4:0.002");
        Train("parts", "8:16:4:0.002,16:16:4:0.002");

        using var scope = NewDisposeScope();
        var whole = Weights("whole");
        var parts = Weights("parts");
        Assert.Equal(whole.Keys, parts.Keys);
        Assert.All(whole, entry => Assert.True(entry.Value.bytes.SequenceEqual(parts[entry.Key].bytes), entry.Key));
    }

    [Fact]
    public void Run_AdversarialStoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train("whole", "8:8:4:0.002,16:24:4:0.002", adversarial: 0.3);
        Train("parts", "8:8:4:0.002,16:8:4:0.002", adversarial: 0.3);
        Train("parts", "8:8:4:0.002,16:24:4:0.002", adversarial: 0.3);

        using var scope = NewDisposeScope();
        var whole = Weights("whole");
        var parts = Weights("parts");
        Assert.Contains("game.discriminator.verdict.weight", whole.Keys);
        Assert.All(whole, entry => Assert.True(entry.Value.bytes.SequenceEqual(parts[entry.Key].bytes), entry.Key));
    }

    [Fact]
    public void Run_SmallerSizesHeld_MovesTheNewSizeAlone()
    {
        Train("held", "16:4:4:0.002", frozenBelow: 16);
        var start = Weights("held");
        Train("held", "16:12:4:0.002", frozenBelow: 16);
        var end = Weights("held");

        var moved = end.Keys.Where(name => name.StartsWith("current.", StringComparison.Ordinal) && !end[name].bytes.SequenceEqual(start[name].bytes)).Select(name => name["current.".Length..]).ToList();

        Assert.Contains("generator.to_rgbs.1.conv.weight", moved);
        Assert.Contains(moved, name => name.StartsWith("generator.convs.2.", StringComparison.Ordinal));
        Assert.All(moved, name => Assert.Matches(@"^generator\.(convs\.[23]|to_rgbs\.1)\.|^encoder\.offsets\.[45]\.", name));
    }

    [Fact]
    public void Run_SomeSteps_LowersTheLossAndReports()
    {
        var progress = Train("run", "16:800:8:0.004");

        var log = File.ReadAllLines(Path.Combine(_folder.Path, "run", "log.csv"));
        Assert.Equal(800, progress.Images);
        Assert.True(double.Parse(log[^1].Split(',')[3]) > 4.5, "random pictures of ±1 are 4.8 dB from grey; learning nothing gives less");
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "sheet-16.png")));
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "curve-psnr.png")));
    }

    [Fact]
    public void Run_CheckpointOfOtherSizes_SaysSo()
    {
        Train("state", "8:4:4");

        Assert.Throws<InvalidDataException>(() => Train("state", "8:8:4", channels: [12, 12, 12]));
    }

    [Fact]
    public void Run_Ended_FreesEveryTensor()
    {
        Train("first", "8:8:4");
        var before = LiveTensors.Count();

        using (NewDisposeScope()) // what first values pass through is left to the collector
        {
            Train("second", "8:8:4");
        }

        Assert.Equal(before, LiveTensors.Count());
    }

    private TrainingProgress Train(string state, string stages, IReadOnlyList<int>? channels = null, double adversarial = 0, int frozenBelow = 0) =>
        new AutoencoderTrainer(
            new AutoencoderOptions
            {
                DataFolder = _folder.Path,
                StateFolder = Path.Combine(_folder.Path, state),
                Stages = TrainingStage.ParseList(stages),
                Size = 16,
                GeneratorChannels = channels ?? [8, 8, 8],
                EncoderChannels = [8, 8],
                AdversarialWeight = adversarial,
                FrozenBelow = frozenBelow,
            },
            models: null,
            TimeProvider.System,
            TextWriter.Null).Run(CancellationToken.None);

    private Dictionary<string, Tensor> Weights(string state) => SafetensorsFile.Read(Path.Combine(_folder.Path, state, "checkpoint.safetensors")).Tensors;
}
