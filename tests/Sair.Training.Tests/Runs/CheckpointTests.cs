using Sair.Engine.Weights.Files;
using Sair.TestKit;
using Sair.Training.Runs;

namespace Sair.Training.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Parameter _learned = new(tensor([1f, 2f]));
    private readonly Parameter _frozen = new(tensor([3f]), requires_grad: false);
    private readonly Tensor _extra = tensor([4f]);
    private readonly WeightAverage _average;
    private readonly ResumableAdam _adam;

    public CheckpointTests()
    {
        _average = new WeightAverage(Parameters);
        _adam = new ResumableAdam([("learned", _learned)]);
    }

    private string File => Path.Combine(_folder.Path, "state.safetensors");

    private IReadOnlyList<(string Name, Parameter Parameter)> Parameters => [("learned", _learned), ("frozen", _frozen)];

    public void Dispose()
    {
        _adam.Dispose();
        _average.Dispose();
        _extra.Dispose();
        _frozen.Dispose();
        _learned.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    public void Load_FrozenWeights_ComeFromTheFileUnlessAnEarlierStageMadeThem(bool keepsFrozen, float frozen)
    {
        Create()
            .Save(
                new TrainingProgress
                {
                    Step = 7,
                    Images = 14,
                    Elapsed = TimeSpan.FromSeconds(9),
                }
            );
        Clear();

        var progress = Create(keepsFrozen).Load<TrainingProgress>();

        Assert.Equal(
            new TrainingProgress
            {
                Step = 7,
                Images = 14,
                Elapsed = TimeSpan.FromSeconds(9),
            },
            progress
        );
        Assert.Equal([1f, 2f], _learned.data<float>().ToArray());
        Assert.Equal([frozen], _frozen.data<float>().ToArray());
        Assert.Equal([frozen], _average.Values["frozen"].data<float>().ToArray());
        Assert.Equal([4f], _extra.data<float>().ToArray());
    }

    [Fact]
    public void Load_NoFile_IsAFreshStart()
    {
        Assert.False(Create().Exists);
        Assert.Equal(new TrainingProgress(), Create().Load<TrainingProgress>());
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("other file")]
    [InlineData("progress")]
    public void Load_DamagedFile_SaysInOneSentenceWhatToDo(string damage)
    {
        Create().Save(new TrainingProgress());
        switch (damage)
        {
            case "truncated":
                System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..^5]);
                break;
            case "empty":
                System.IO.File.WriteAllBytes(File, []);
                break;
            case "text":
                System.IO.File.WriteAllText(File, "no tensors at all, but long enough");
                break;
            case "other file":
                SafetensorsFile.Write(File, new Dictionary<string, Tensor> { ["current.learned"] = _learned });
                break;
            default:
                SafetensorsFile.Write(
                    File,
                    new Dictionary<string, Tensor> { ["a"] = _learned },
                    new Dictionary<string, string> { ["progress"] = "{" }
                );
                break;
        }

        foreach (var read in new Action[] { () => Create().Load<TrainingProgress>(), () => Checkpoint.ReadAverage<TrainingProgress>(File) })
        {
            var sentence = Assert.Throws<InvalidDataException>(read).Message;
            Assert.StartsWith($"{File} is no whole state of a training (", sentence, StringComparison.Ordinal);
            Assert.EndsWith("): put a copy of it back, or delete it to begin anew.", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_FileOfMoreWeightsThanTheNetworks_IsRefusedBecauseTheNextSaveWouldDropThem()
    {
        Create().Save(new TrainingProgress());

        var fewer = new Checkpoint(File)
        {
            Parameters = [("learned", _learned)],
            Average = _average,
            Optimizers = new Dictionary<string, ResumableAdam>(),
        };

        var failure = Assert.Throws<InvalidDataException>(fewer.Load<TrainingProgress>);
        Assert.Contains(
            "holds networks of other sizes (frozen differs): resume with the settings",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public void Save_DiskFull_SaysSoAndKeepsTheLastStateAndNoPart()
    {
        Skip.IfNot(System.IO.File.Exists("/dev/full"), "There is no device that is always full.");
        Create().Save(new TrainingProgress { Step = 1 });
        var before = System.IO.File.ReadAllBytes(File);
        System.IO.File.CreateSymbolicLink($"{File}.partial", "/dev/full");

        var failure = Assert.Throws<IOException>(() => Create().Save(new TrainingProgress { Step = 2 }));

        Assert.StartsWith("The run could not be saved (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "what was saved before is whole. Make room and start the same command again.",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
        Create().Save(new TrainingProgress { Step = 2 });
        Assert.Equal(2, Create().Load<TrainingProgress>().Step);
    }

    [Fact]
    public void ReadAverage_OfARun_GivesItsWeightsProgressAndMetadata()
    {
        _average.Update(1);
        Create().Save(new NotMeasuredYet());
        var live = LiveTensors.Count();

        using (var average = Checkpoint.ReadAverage<NotMeasuredYet>(File))
        {
            Assert.Equal(["frozen", "learned"], average.Parameters.Keys.Order());
            Assert.True(double.IsNaN(average.Progress.Figure));
            Assert.Equal("16", average.Metadata["size"]);
            Clear();
            average.CopyTo(Parameters);
            Assert.Equal([1f, 2f], _learned.data<float>().ToArray());
            Assert.Throws<InvalidDataException>(() => average.CopyTo([("other", _learned)]));
        }

        Assert.Equal(live, LiveTensors.Count());
    }

    private Checkpoint Create(bool keepsFrozen = false) =>
        new(File)
        {
            Parameters = Parameters,
            Average = _average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = _adam },
            Extras = new Dictionary<string, Tensor> { ["uses"] = _extra },
            Metadata = new Dictionary<string, string> { ["size"] = "16" },
            KeepsFrozen = keepsFrozen,
        };

    private void Clear()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var tensor in (Tensor[])[_learned, _frozen, _extra, .. _average.Values.Values])
        {
            tensor.zero_();
        }
    }

    private sealed record NotMeasuredYet : TrainingProgress
    {
        public double Figure { get; init; } = double.NaN;
    }
}
