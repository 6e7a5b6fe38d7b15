using Sair.Engine.Weights.Files;
using Sair.TestKit;
using Sair.Training.Autoencoding;
using Sair.Training.Tests.Data;
using Sair.Training.Tests.Runs;

namespace Sair.Training.Tests.Autoencoding;

public sealed class AutoencoderTrainerTests : IDisposable
{
    private readonly FacesFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)] // within the first size
    [InlineData(5)] // at the first save after it
    [InlineData(7)] // within the second
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds(int save)
    {
        const string stages = "8:16:4:0.002,16:16:4:0.002";
        Train("whole", stages);
        using var stop = new StopAtSave(save);
        Assert.InRange(Train("parts", stages, stop: stop).Images, 4, 28);
        Train("parts", stages);

        StateFiles.AssertSame(File("whole"), File("parts"));
    }

    [Fact]
    public void Run_AdversarialStoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        const string stages = "8:8:4:0.002,16:24:4:0.002";
        Train("whole", stages, adversarial: 0.3);
        using var stop = new StopAtSave(6);
        Assert.InRange(Train("parts", stages, adversarial: 0.3, stop: stop).StageImages, 4, 20);
        Train("parts", stages, adversarial: 0.3);

        StateFiles.AssertSame(File("whole"), File("parts"));
        Assert.Contains("game.discriminator.verdict.weight", Weights("whole").Keys);
    }

    [Fact]
    public void Run_HeldSizesFromAPackThatIsGone_GoesOnFromTheCheckpoint()
    {
        const string stages = "16:16:4:0.002";
        Train("start", "8:8:4:0.002,16:8:4:0.002");
        var pack = Directory.CreateDirectory(Path.Combine(_folder.Path, "pack")).FullName;
        foreach (var part in new[] { "generator", "encoder" })
        {
            var prefix = $"average.{part}.";
            SafetensorsFile.Write(
                Path.Combine(pack, $"{part}.safetensors"),
                Weights("start")
                    .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value)
            );
        }

        Train("whole", stages, frozenBelow: 16, pack: pack);
        using var stop = new StopAtSave(2);
        Train("parts", stages, frozenBelow: 16, pack: pack, stop: stop);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "without"));
        System.IO.File.Copy(File("parts"), File("without"));
        Directory.Delete(pack, recursive: true);
        Train("parts", stages, frozenBelow: 16, pack: pack);
        Train("without", stages, frozenBelow: 16);

        StateFiles.AssertSame(File("whole"), File("parts"));
        StateFiles.AssertSame(File("whole"), File("without"));
    }

    [Fact]
    public void Run_OlderStateFile_GoesOnFromIt()
    {
        StateFiles.WriteOlder("autoencoder", File("older"));
        System.IO.File.Copy(File("older"), File("older") + ".copy");

        var progress = Train("older", "16:8:4:0.002", adversarial: 0.3);

        Assert.Equal((2, 8), (progress.Step, progress.Images));
        StateFiles.AssertSame(File("older") + ".copy", File("older"));
    }

    [Fact]
    public void Run_SmallerSizesHeld_MovesTheNewSizeAlone()
    {
        Train("held", "16:4:4:0.002", frozenBelow: 16);
        var start = Weights("held");
        Train("held", "16:12:4:0.002", frozenBelow: 16);
        var end = Weights("held");

        var moved = end
            .Keys.Where(name => name.StartsWith("current.", StringComparison.Ordinal) && !end[name].bytes.SequenceEqual(start[name].bytes))
            .Select(name => name["current.".Length..])
            .ToList();

        Assert.Contains("generator.to_rgbs.1.conv.weight", moved);
        Assert.Contains(moved, name => name.StartsWith("generator.convs.2.", StringComparison.Ordinal));
        Assert.All(moved, name => Assert.Matches(@"^generator\.(convs\.[23]|to_rgbs\.1)\.|^encoder\.offsets\.[45]\.", name));
    }

    [Fact]
    public void Run_SomeSteps_LowersTheLossAndReports()
    {
        var progress = Train("run", "16:800:8:0.004");

        var log = System.IO.File.ReadAllLines(Path.Combine(_folder.Path, "run", "log.csv"));
        Assert.Equal(800, progress.Images);
        Assert.True(double.Parse(log[^1].Split(',')[3]) > 4.5, "random pictures of ±1 are 4.8 dB from grey; learning nothing gives less");
        Assert.True(System.IO.File.Exists(Path.Combine(_folder.Path, "run", "sheet-16.png")));
        Assert.True(System.IO.File.Exists(Path.Combine(_folder.Path, "run", "curve-psnr.png")));
    }

    [Fact]
    public void Run_CheckpointOfOtherSizes_SaysSo()
    {
        Train("state", "8:4:4");

        var failure = Assert.Throws<InvalidDataException>(() => Train("state", "8:8:4", channels: [12, 12, 12]));
        Assert.Contains("holds networks of other sizes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CheckpointWithOtherSizesHeld_SaysSo()
    {
        Train("state", "16:4:4", frozenBelow: 16);

        var failure = Assert.Throws<InvalidDataException>(() => Train("state", "16:8:4"));
        Assert.Contains("holds networks of other sizes (adam differs)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CheckpointWithADiscriminatorOfAnotherSide_SaysSo()
    {
        Train("state", "16:4:4", adversarial: 0.3);

        var failure = Assert.Throws<InvalidDataException>(() => Train("state", "8:8:4", adversarial: 0.3));
        Assert.Contains("(the discriminator differs)", failure.Message, StringComparison.Ordinal);
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

    private AutoencoderProgress Train(
        string state,
        string stages,
        IReadOnlyList<int>? channels = null,
        double adversarial = 0,
        int frozenBelow = 0,
        string? pack = null,
        StopAtSave? stop = null
    ) =>
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
                StartPack = pack,
                SaveEvery = stop is null ? TimeSpan.FromHours(1) : TimeSpan.Zero,
            },
            models: null,
            stop ?? TimeProvider.System,
            TextWriter.Null
        ).Run(stop?.Token ?? CancellationToken.None);

    private string File(string state) => Path.Combine(_folder.Path, state, "checkpoint.safetensors");

    private Dictionary<string, Tensor> Weights(string state) => SafetensorsFile.Read(File(state)).Tensors;
}
