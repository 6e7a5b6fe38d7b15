using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Tests.Engines.Sair;
using Sair.Engine.Tests.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Iqpfr;

public sealed class IqpfrEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Default_OneStepWithAResultOfThePacksSide()
    {
        var step = Assert.Single(Collect(TinyPack.Input(), new IqpfrOptions()));

        Assert.True(step.IsLast);
        Assert.Equal(32, step.Result.Image.Width);
        Assert.Equal(0, ((IqpfrOptions)step.Result.Options).Fidelity);
        Assert.NotNull(step.Result.IdentityAfter);
        Assert.InRange(Assert.Single(step.Losses.Terms).Value, 0, 1);
        Assert.Contains(IqpfrPack.PredictorId, step.Result.ModelHashes.Keys);
    }

    [Fact]
    public void Run_Twice_SameBytes()
    {
        var first = Assert.Single(Collect(TinyPack.Input(), new IqpfrOptions()));
        var second = Assert.Single(Collect(TinyPack.Input(), new IqpfrOptions()));

        Assert.Equal(first.Result.Image.Pixels, second.Result.Image.Pixels);
    }

    [Fact]
    public void Run_ScoreFidelityToneAndShare_EachChangeTheResult()
    {
        var plain = new IqpfrOptions { PhotoShare = 0 };
        var pictures = new[]
        {
            plain,
            plain with
            {
                Score = 0.2,
            },
            plain with
            {
                Fidelity = 0.5,
            },
            plain with
            {
                Adain = true,
            },
            plain with
            {
                PhotoShare = 1,
            },
        }.Select(options => Convert.ToHexString(Assert.Single(Collect(TinyPack.Input(), options)).Result.Image.Pixels));

        Assert.Equal(5, pictures.Distinct().Count());
    }

    [Fact]
    public void Run_ScoresOfOneBin_DifferInOurPackAndAreOneInOthers()
    {
        var ours = new IqpfrOptions { PhotoShare = 0, Score = 0.83 };
        var others = ours with { Pack = "others" };

        Assert.NotEqual(Pixels(ours), Pixels(ours with { Score = 0.88 }));
        Assert.Equal(Pixels(others), Pixels(others with { Score = 0.88 }));

        string Pixels(IqpfrOptions options) => Convert.ToHexString(Assert.Single(Collect(TinyPack.Input(), options)).Result.Image.Pixels);
    }

    [Fact]
    public void Restore_StrengthGiven_StandsForThePacksOwn()
    {
        using var scope = NewDisposeScope();
        using var pack = IqpfrPack.Load(Context().Models, CPU);
        var face = SeededNoise.Normal([1, 3, 32, 32], 1).sigmoid();

        Assert.Equal(Values(pack.Restore(face, null, books: CodeBooks.Both)), Values(pack.Restore(face, 0.9, scoreStrength: 0)));
        Assert.Equal(Values(pack.Restore(face, 0.9)), Values(pack.Restore(face, 0.9, scoreStrength: 0.5)));
        Assert.NotEqual(Values(pack.Restore(face, 0.9)), Values(pack.Restore(face, 0.9, scoreStrength: 1)));

        static float[] Values(Tensor picture) => picture.data<float>().ToArray();
    }

    [Fact]
    public void Run_NoReference_HasNoLikeness() =>
        Assert.Null(Assert.Single(Collect(TinyPack.Input(references: 0), new IqpfrOptions())).Result.IdentityAfter);

    [Fact]
    public void Run_PhotoLargerThanThePack_IsShrunk() =>
        Assert.Equal(32, Assert.Single(Collect(TinyPack.Input(side: 50), new IqpfrOptions())).Result.Image.Width);

    [Fact]
    public void Run_PackOfTheCatalog_RestoresByItsPredictor()
    {
        var step = Assert.Single(Collect(TinyPack.Input(), new IqpfrOptions { Pack = "others" }));

        Assert.Contains("others-predictor", step.Result.ModelHashes.Keys);
        Assert.DoesNotContain(IqpfrPack.PredictorId, step.Result.ModelHashes.Keys);
    }

    [Fact]
    public void Run_ScoreOfOne_IsRefused() =>
        Assert.Throws<InvalidOptionsException>(() => Collect(TinyPack.Input(), new IqpfrOptions { Score = 1 }));

    [Fact]
    public void Run_WithoutPack_NamesTheModel()
    {
        var context = Context(withPack: false);

        var failure = Assert.Throws<ModelUnavailableException>(() =>
            new IqpfrEngine().Run(TinyPack.Input(), new IqpfrOptions(), context, CancellationToken.None).Count()
        );
        Assert.Contains(IqpfrPack.PredictorId, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() =>
            new IqpfrEngine().Run(TinyPack.Input(), new IqpfrOptions(), Context(), new CancellationToken(canceled: true)).Count()
        );

    [Fact]
    public void Run_ToTheEnd_FreesEveryTensor()
    {
        var context = Context();
        _ = Run(context);
        LiveTensors.AssertUnchanged(() => Run(context));

        static int Run(EngineContext context) =>
            new IqpfrEngine()
                .Run(TinyPack.Input(), new IqpfrOptions(), context, CancellationToken.None)
                .Select(step => step.ReadResult())
                .Count();
    }

    private List<(bool IsLast, StepLosses Losses, RestorationResult Result)> Collect(RestorationInput input, IqpfrOptions options) =>
        [
            .. new IqpfrEngine()
                .Run(input, options, Context(), CancellationToken.None)
                .Select(step => (step.IsLast, step.ReadLosses(), step.ReadResult())),
        ];

    private EngineContext Context(bool withPack = true)
    {
        using var scope = NewDisposeScope();
        var committed = Path.Combine(Fixtures.Repository, "models");
        var entries = ModelCatalog
            .Read(committed)
            .Entries.Where(entry => entry.Id is not (IqpfrPack.PredictorId or QualityScorer.ModelId))
            .Select(entry => entry with { File = Path.Combine(committed, entry.File) })
            .ToList();
        manual_seed(3);
        using var quality = new QualityNetwork();
        entries.Add(Write(QualityScorer.ModelId, quality.state_dict(), []));
        if (withPack)
        {
            using var predictor = TinyPredictor.Create();
            entries.Add(Write("others-predictor", predictor.state_dict(), new Dictionary<string, string>(TinyPredictor.Metadata)));
            entries.Add(
                Write(
                    IqpfrPack.PredictorId,
                    predictor.state_dict(),
                    new Dictionary<string, string>(TinyPredictor.Metadata)
                    {
                        [IqpfrPack.ThresholdKey] = "0.8",
                        [IqpfrPack.ScoreStrengthKey] = "0.5",
                    }
                )
            );
        }

        ModelPack[] packs =
        [
            new("others", "Others'", [IqpfrEngine.Id], new Dictionary<string, string> { [ModelPack.Predictor] = "others-predictor" }),
        ];
        File.WriteAllText(
            Path.Combine(_folder.Path, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = entries, packs }, JsonSerializerOptions.Web)
        );
        return new EngineContext(CPU, new ModelProvider(_folder.Path), NullLogger.Instance);
    }

    private ModelEntry Write(string id, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata)
    {
        var path = Path.Combine(_folder.Path, id + ".safetensors");
        SafetensorsFile.Write(path, tensors, metadata);
        var bytes = File.ReadAllBytes(path);
        return new ModelEntry(
            id,
            id + ".safetensors",
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            bytes.Length,
            "safetensors",
            "test",
            "none",
            "random"
        );
    }
}
