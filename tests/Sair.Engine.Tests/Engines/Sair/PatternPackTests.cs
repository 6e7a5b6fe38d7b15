using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Weights;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Sair;

/// <summary>A pack of something else than faces goes the whole way.</summary>
public sealed class PatternPackTests : IDisposable
{
    private static readonly SairOptions s_options = new()
    {
        Iterations = 24,
        TuningIterations = 4,
        BlurDeviation = 0,
        JpegQuality = 0,
        Pack = TinyPatternPack.Guided,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly EngineContext _context;

    public PatternPackTests()
    {
        TinyPatternPack.Write(_folder.Path);
        _context = new EngineContext(CPU, new ModelProvider(_folder.Path), NullLogger.Instance);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_GuidedByFeatures_TunesSearchesAndComesNearerToThePhoto()
    {
        var steps = new SairEngine().Run(TinyPack.Input(references: 2), s_options, _context, CancellationToken.None);
        var fidelity = new List<double>();
        var names = new HashSet<string>();
        RestorationResult? result = null;
        foreach (var step in steps)
        {
            if (step.Stage == SairEngine.SearchStage)
            {
                var losses = step.ReadLosses();
                fidelity.Add(losses.Terms.First(term => term.Name == "fidelity").Value);
                names.UnionWith(losses.Terms.Select(term => term.Name));
            }

            result = step.Index == step.Total ? step.ReadResult() : null;
        }

        Assert.NotNull(result);
        Assert.Equal((TinyPatternPack.Size, TinyPatternPack.Size), (result.Image.Width, result.Image.Height));
        Assert.Superset(new HashSet<string> { "fidelity", "identity", "colour" }, names);
        Assert.True(fidelity[^1] < fidelity[0], $"{fidelity[0]} → {fidelity[^1]}");
        Assert.InRange(result.IdentityAfter!.Value, -1, 1);
        Assert.Equal(["patterns", "patterns-features", "patterns-generator"], result.ModelHashes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_WithoutGuide_LeavesIdentityOut()
    {
        var last = new SairEngine()
            .Run(TinyPack.Input(), s_options with { Pack = TinyPatternPack.Unguided, Iterations = 4 }, _context, CancellationToken.None)
            .Last(step => step.Index == step.Total);
        Assert.Equal(SairEngine.SearchStage, last.Stage);
    }

    [Fact]
    public void Run_WithoutReferences_StartsAtTheMeanOfTheMapping()
    {
        RestorationResult? result = null;
        foreach (
            var step in new SairEngine().Run(
                TinyPack.Input(references: 0),
                s_options with
                {
                    Iterations = 4,
                    Pack = TinyPatternPack.Unguided,
                },
                _context,
                CancellationToken.None
            )
        )
        {
            result = step.ReadResult();
        }

        Assert.NotNull(result);
        Assert.Null(result.IdentityAfter);
    }

    [Fact]
    public void Run_PackOfTheCatalog_UsesTheModelsThatItNames()
    {
        RestorationResult? result = null;
        foreach (
            var step in new SairEngine().Run(
                TinyPack.Input(),
                s_options with
                {
                    Iterations = 4,
                    Pack = TinyPatternPack.Described,
                },
                _context,
                CancellationToken.None
            )
        )
        {
            result = step.Index == step.Total ? step.ReadResult() : null;
        }

        Assert.Equal(["patterns", "patterns-features", "patterns-generator"], result!.ModelHashes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_PackWithADirectionInAFileOfItsOwn_FindsTheEmotion()
    {
        using var scope = NewDisposeScope();
        using var pack = SairPack.Load(_context.Models, CPU, TinyPatternPack.Lone);

        var (direction, gain) = pack.FindEmotion(Emotion.Sad)!.Value;
        Assert.Equal([pack.Generator.Configuration.LatentCount, pack.Generator.Configuration.StyleDimension], direction.shape);
        Assert.Equal(1, gain);
        Assert.Null(pack.FindEmotion(Emotion.Happy));
        Assert.Equal(["patterns-generator"], pack.Hashes.Keys);
    }

    [Theory]
    [InlineData("patterns-nothing", "names no generator")]
    [InlineData(TinyPatternPack.Described, "serves sair, not iqpfr")]
    [InlineData("elsewhere", "There is no pack elsewhere")]
    public void Run_PackThatCannotServe_SaysWhy(string pack, string sentence)
    {
        IRestorationEngine engine = sentence.StartsWith("names", StringComparison.Ordinal) ? new SairEngine() : new IqpfrEngine();
        EngineOptions options = engine is SairEngine ? s_options with { Pack = pack } : new IqpfrOptions { Pack = pack };

        var failure = Assert.Throws<InvalidOptionsException>(() =>
            engine.Run(TinyPack.Input(), options, _context, CancellationToken.None).First()
        );

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownPack_NamesIt()
    {
        var failure = Assert.Throws<ModelUnavailableException>(() =>
            new SairEngine().Run(TinyPack.Input(), s_options with { Pack = "nothing" }, _context, CancellationToken.None).First()
        );

        Assert.Contains("nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GuideThatIsNoNetwork_SaysWhatToName()
    {
        var failure = Assert.Throws<WeightsFormatException>(() => PackGuide.Load("patterns-generator", _context.Models, CPU));

        Assert.Contains("ResNet-18", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_ArcFaceNetworkAsGuide_GivesDescriptorsWithGradient(bool hasAttention)
    {
        using var scope = NewDisposeScope();
        using var fixture = new Networks.TinyNetwork(hasAttention ? "ir-se" : "ir");
        var provider = new SingleModel(new LoadedModel("guide", "hash", fixture.Parameters, new Dictionary<string, string>()));
        using var guide = PackGuide.Load("guide", provider, CPU)!;
        var picture = rand([1, 3, 64, 64]).requires_grad_();

        var descriptor = guide.Describe(picture);

        Assert.Equal([1, 12], descriptor.shape);
        Assert.True(autograd.grad([descriptor.square().sum()], [picture])[0].abs().max().ToDouble() > 0);
    }

    [Fact]
    public void Find_ParserThatSeesNoFace_FallsBackToTheLandmarks()
    {
        using var scope = NewDisposeScope();
        using var fixture = new Networks.TinyNetwork("face-parser");
        var landmarks = new ModelProvider(Path.Combine(Fixtures.Repository, "models"));
        var models = new SingleModel(new LoadedModel("parser", "hash", fixture.Parameters, new Dictionary<string, string>()), landmarks);
        var picture = TinyPack.Picture(64, 3);

        var mask = FaceRegion.Find(models, picture, 16, CPU, "parser");

        Assert.Equal([16, 16], mask.shape);
        Assert.InRange(mask.gt(0.5).to(float32).mean().ToDouble(), 0.08, 0.6);
    }

    [Fact]
    public void Find_ParserThatIsNoParser_IsNamed()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.Throws<WeightsFormatException>(() =>
            FaceRegion.Find(_context.Models, TinyPack.Picture(64, 3), 16, CPU, "patterns-generator")
        );

        Assert.Contains("no face parser", failure.Message, StringComparison.Ordinal);
    }

    private sealed class SingleModel(LoadedModel model, IModelProvider? others = null) : IModelProvider
    {
        public LoadedModel Open(string modelId, Device device) =>
            modelId == model.Id || others is null ? model : others.Open(modelId, device);
    }
}
