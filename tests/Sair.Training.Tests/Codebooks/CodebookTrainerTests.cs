using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Weights.Files;
using Sair.TestKit;
using Sair.Training.Codebooks;
using Sair.Training.Runs;
using Sair.Training.Tests.Data;
using Sair.Training.Tests.Runs;

namespace Sair.Training.Tests.Codebooks;

public sealed class CodebookTrainerTests : IDisposable
{
    private readonly FacesFolder _folder = new();
    private readonly QualityNetwork _quality;

    public CodebookTrainerTests()
    {
        manual_seed(1);
        _quality = new QualityNetwork();
        foreach (var parameter in _quality.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    public void Dispose()
    {
        _quality.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_StagesStoppedAndResumed_EndBitForBitWhereWholeRunsEnd()
    {
        AssertResumes(TrainFirst, DualAutoencoderTrainer.CheckpointName);
        AssertResumes(TrainSecond, CodePredictorTrainer.CheckpointName);
        AssertResumes(TrainThird, FinishingTrainer.CheckpointName);

        void AssertResumes(Func<CodebookTrainingOptions, StopAtSave?, long> train, string file)
        {
            train(Options("whole"), null);
            using var stop = new StopAtSave(2);
            Assert.InRange(train(Options("parts") with { SaveEvery = TimeSpan.Zero }, stop), 1, 2);
            train(Options("parts"), null);
            StateFiles.AssertSame(Path.Combine(_folder.Path, "whole", file), Path.Combine(_folder.Path, "parts", file));
        }
    }

    [Fact]
    public void Run_StartedFromAPackThatIsGone_GoesOnFromTheCheckpoint()
    {
        TrainFirst(Options("whole"));
        TrainSecond(Options("whole"));
        CodebookExporter.Export(Options("whole"), _folder.Path, scoreStrength: 1);
        var pack = Path.Combine(_folder.Path, "instant-pack");
        var further = Options("further") with { StartPack = pack, SaveEvery = TimeSpan.Zero };
        using var stop = new StopAtSave(1);
        TrainFirst(further);
        TrainSecond(further, stop);
        var without = Directory.CreateDirectory(Path.Combine(_folder.Path, "without")).FullName;
        foreach (var file in Directory.GetFiles(further.StateFolder, "*.safetensors"))
        {
            File.Copy(file, Path.Combine(without, Path.GetFileName(file)));
        }

        TrainSecond(further);
        Directory.Delete(pack, recursive: true);
        TrainSecond(further with { StateFolder = without });

        StateFiles.AssertSame(
            Path.Combine(further.StateFolder, CodePredictorTrainer.CheckpointName),
            Path.Combine(without, CodePredictorTrainer.CheckpointName)
        );
    }

    [Fact]
    public void Run_OlderStateFile_GoesOnFromIt()
    {
        var options = Options("older") with { Steps = 2 };
        var path = Path.Combine(options.StateFolder, DualAutoencoderTrainer.CheckpointName);
        StateFiles.WriteOlder("codebooks", path);
        File.Copy(path, path + ".copy");

        Assert.Equal(2, TrainFirst(options));

        StateFiles.AssertSame(path + ".copy", path);
    }

    [Fact]
    public void Run_OneBook_LeavesTheSecondAsItWas()
    {
        var options = Options("one").WithOneBook();
        TrainFirst(options with { Steps = 1 });
        var before = SecondBook();
        TrainFirst(options);
        Assert.Equal(before, SecondBook());

        byte[] SecondBook()
        {
            using var scope = NewDisposeScope();
            var (tensors, _) = SafetensorsFile.Read(Path.Combine(_folder.Path, "one", DualAutoencoderTrainer.CheckpointName));
            return tensors["current.quantize_aesthetic.embedding.weight"].bytes.ToArray();
        }
    }

    [Fact]
    public void Run_FirstStageTrainedFurther_LaterStagesGoOnWithIt()
    {
        var options = Options("further");
        TrainFirst(options with { Steps = 1 });
        TrainSecond(options with { Steps = 1 });
        TrainFirst(options);
        TrainSecond(options with { Steps = 2 });

        using var scope = NewDisposeScope();
        var (first, _) = SafetensorsFile.Read(Path.Combine(options.StateFolder, DualAutoencoderTrainer.CheckpointName));
        var (second, _) = SafetensorsFile.Read(Path.Combine(options.StateFolder, CodePredictorTrainer.CheckpointName));
        foreach (var name in new[] { "quantize.embedding.weight", "generator.blocks.0.weight" })
        {
            var wanted = first[$"average.{name}"].bytes.ToArray();
            Assert.Equal(wanted, second[$"current.{name}"].bytes.ToArray());
            Assert.Equal(wanted, second[$"average.{name}"].bytes.ToArray());
        }
    }

    [Fact]
    public void Run_ThirdStageWithoutTheSecond_SaysSo()
    {
        TrainFirst(Options("first") with { Steps = 1 });
        var failure = Assert.Throws<FileNotFoundException>(() => TrainThird(Options("first")));
        Assert.Contains("train first", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SecondStageWithoutTheFirst_SaysSo()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => TrainSecond(Options("none")));
        Assert.Contains("train first", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StagesStartedFromAPack_BeginWithWhatItHolds()
    {
        TrainFirst(Options("whole"));
        TrainSecond(Options("whole"));
        TrainThird(Options("whole"));
        CodebookExporter.ExportFinished(Options("whole"), _folder.Path, scoreStrength: 0.5, fidelity: 1);
        var further = Options("further") with { Budget = TimeSpan.Zero, StartPack = Path.Combine(_folder.Path, "instant-pack") };

        TrainFirst(further);
        TrainSecond(further);
        TrainThird(further);

        var (exported, metadata) = SafetensorsFile.Read(Path.Combine(_folder.Path, "instant-pack", "predictor.safetensors"));
        Assert.Equal(("0.5", "1"), (metadata[IqpfrPack.ScoreStrengthKey], metadata[IqpfrPack.FidelityKey]));
        foreach (var value in exported.Values)
        {
            value.Dispose();
        }

        foreach (
            var name in new[]
            {
                DualAutoencoderTrainer.CheckpointName,
                CodePredictorTrainer.CheckpointName,
                FinishingTrainer.CheckpointName,
            }
        )
        {
            using var scope = NewDisposeScope();
            var (wanted, _) = SafetensorsFile.Read(Path.Combine(_folder.Path, "whole", name));
            var (found, _) = SafetensorsFile.Read(Path.Combine(_folder.Path, "further", name));
            Assert.All(
                wanted.Where(entry => entry.Key.StartsWith("average.", StringComparison.Ordinal)),
                entry => Assert.True((entry.Value - found[entry.Key]).abs().max().ToDouble() < 2e-3, $"{name}: {entry.Key}")
            );
        }
    }

    [Fact]
    public void Run_StartedFromAPackOfFewerLayers_PredictsWhatThePackPredicts()
    {
        var options = Options("few");
        TrainFirst(options with { Steps = 1 });
        TrainSecond(options);
        CodebookExporter.Export(options, _folder.Path, scoreStrength: 1);
        var deeper = options.Networks with { Layers = 3 };
        TrainSecond(
            options with
            {
                Networks = deeper,
                StateFolder = Copy("few", "more"),
                Budget = TimeSpan.Zero,
                StartPack = Path.Combine(_folder.Path, "instant-pack"),
            }
        );

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var pictures = rand([2, 3, 64, 64]);
        var difference = (Predict("few", options.Networks) - Predict("more", deeper)).abs().max().ToDouble();
        Assert.True(difference < 5e-3, $"{difference}");

        Tensor Predict(string state, CodePredictorConfiguration networks)
        {
            using var average = Checkpoint.ReadAverage<TrainingProgress>(
                Path.Combine(_folder.Path, state, CodePredictorTrainer.CheckpointName)
            );
            using var network = new CodePredictor(networks);
            network.load_state_dict(average.Parameters);
            return network.Predict(pictures, tensor([0.3f, 0.9f])).Logits;
        }

        string Copy(string from, string to)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, to)).FullName;
            File.Copy(
                Path.Combine(_folder.Path, from, DualAutoencoderTrainer.CheckpointName),
                Path.Combine(folder, DualAutoencoderTrainer.CheckpointName)
            );
            return folder;
        }
    }

    [Fact]
    public void ExportAndStart_Repeated_LeaveNoTensors()
    {
        var options = Options("kept") with { Steps = 1 };
        TrainFirst(options);
        TrainSecond(options);
        CodebookExporter.Export(options, _folder.Path, scoreStrength: 1);
        var further = Options("again") with { Budget = TimeSpan.Zero, StartPack = Path.Combine(_folder.Path, "instant-pack") };

        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope(); // what first values pass through is left to the collector
            CodebookExporter.Export(options, _folder.Path, scoreStrength: 1);
            TrainFirst(further);
            TrainSecond(further);
            File.Delete(Path.Combine(further.StateFolder, DualAutoencoderTrainer.CheckpointName));
            File.Delete(Path.Combine(further.StateFolder, CodePredictorTrainer.CheckpointName));
        });
    }

    [Fact]
    public void Run_StartedFromAPackOfOtherSizes_SaysSo()
    {
        TrainFirst(Options("small") with { Steps = 1 });
        TrainSecond(Options("small") with { Steps = 1 });
        CodebookExporter.Export(Options("small"), _folder.Path, scoreStrength: 1);
        var wider = Options("wider") with { StartPack = Path.Combine(_folder.Path, "instant-pack") };
        wider = wider with { Networks = wider.Networks with { Vqgan = wider.Networks.Vqgan with { CodeLength = 32 } } };

        var failure = Assert.Throws<InvalidDataException>(() => TrainFirst(wider));

        Assert.Contains("holds networks of other sizes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StartedFromAFolderWithoutAPack_NamesTheFileItLacks()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => TrainFirst(Options("lost") with { StartPack = _folder.Path }));

        Assert.Contains("holds no first-stage.safetensors: name the folder of an instant pack", failure.Message, StringComparison.Ordinal);
    }

    private static CodebookTrainingOptions Small { get; } =
        new()
        {
            DataFolder = string.Empty,
            StateFolder = string.Empty,
            Networks = CodebookTrainingOptions.Lean(64) with { Width = 16, Heads = 2, Layers = 1, Hidden = 16 },
            Steps = 3,
            Batch = 2,
            Threshold = 0.5,
            AdversarialFrom = 1,
            QualityEvery = 2,
            IdentityWeight = 0.1,
        };

    private CodebookTrainingOptions Options(string state) =>
        Small with
        {
            DataFolder = _folder.Path,
            StateFolder = Path.Combine(_folder.Path, state),
        };

    private long TrainFirst(CodebookTrainingOptions options, StopAtSave? stop = null) =>
        new DualAutoencoderTrainer(options, _quality, stop ?? TimeProvider.System, TextWriter.Null)
            .Run(stop?.Token ?? CancellationToken.None)
            .Step;

    private long TrainSecond(CodebookTrainingOptions options, StopAtSave? stop = null) =>
        new CodePredictorTrainer(options, _quality, stop ?? TimeProvider.System, TextWriter.Null)
            .Run(stop?.Token ?? CancellationToken.None)
            .Step;

    private long TrainThird(CodebookTrainingOptions options, StopAtSave? stop = null) =>
        new FinishingTrainer(options, _quality, pictures => pictures.mean([2, 3]), stop ?? TimeProvider.System, TextWriter.Null)
            .Run(stop?.Token ?? CancellationToken.None)
            .Step;
}
