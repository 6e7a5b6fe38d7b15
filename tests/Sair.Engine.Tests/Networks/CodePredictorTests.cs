using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class CodePredictorTests
{
    private static readonly ScoreStrength Whole = new(1, From: 0);

    [Fact]
    public void FromParameters_PublicNames_ReadsAllSizesAndGivesTheSamePicture()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        using var copy = CodePredictor.FromParameters(network.state_dict(), TinyPredictor.Metadata);
        var picture = SeededNoise.Normal([1, 3, 32, 32], 1);
        var options = new CodeRendering(0.5, Adain: true);

        Assert.Equivalent(TinyPredictor.Configuration, copy.Configuration);
        Assert.Equal(
            network.Render(network.Predict(picture, tensor([0.5f])), options).data<float>().ToArray(),
            copy.Render(copy.Predict(picture, tensor([0.5f])), options).data<float>().ToArray()
        );
    }

    [Fact]
    public void FromParameters_PatchAndOneBookWithoutScore_ReadsThem()
    {
        using var scope = NewDisposeScope();
        var configuration = TinyPredictor.Configuration with
        {
            Vqgan = TinyPredictor.Configuration.Vqgan with { Patch = 2, Size = 64, AttentionSides = [] },
            IsDual = false,
            ScoreBins = 0,
            Fusions = new Dictionary<int, int>(),
        };
        using var network = TinyPredictor.Create(configuration);
        using var copy = CodePredictor.FromParameters(network.state_dict(), TinyPredictor.Metadata);

        Assert.Equivalent(configuration, copy.Configuration);
        Assert.Equal([1, 3, 64, 64], copy.Render(copy.Predict(zeros([1, 3, 64, 64]), null), new CodeRendering()).shape);
    }

    [Fact]
    public void FromParameters_UnknownName_IsReported()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var parameters = network.state_dict();
        parameters["unheard.of"] = zeros([1]);

        var failure = Assert.Throws<InvalidOperationException>(() => CodePredictor.FromParameters(parameters, TinyPredictor.Metadata));
        Assert.Contains("unheard.of", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_ScoreOfOne_TakesTheLastBin()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var picture = SeededNoise.Normal([1, 3, 32, 32], 1);

        Assert.Equal(
            network.Predict(picture, tensor([0.95f])).Map.data<float>().ToArray(),
            network.Predict(picture, tensor([1f])).Map.data<float>().ToArray()
        );
        Assert.NotEqual(
            network.Predict(picture, tensor([0.95f])).Map.data<float>().ToArray(),
            network.Predict(picture, tensor([0.5f])).Map.data<float>().ToArray()
        );
    }

    [Theory]
    [InlineData(0.8f, 0.8f, 0.8f)]
    [InlineData(0.83f, 0.8f, 0.9f)]
    [InlineData(0.95f, 0.9f, 0.9f)]
    [InlineData(1f, 0.9f, 0.9f)]
    public void Predict_StrengthGiven_BlendsTheRowsOnBothSides(float score, float below, float above)
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var picture = SeededNoise.Normal([1, 3, 32, 32], 1);
        var share = above > below ? (score - below) / (above - below) : 0;

        var wanted =
            (network.Predict(picture, tensor([below])).Map * (1 - share)) + (network.Predict(picture, tensor([above])).Map * share);
        var found = network.Predict(picture, tensor([score]), Whole).Map;

        Assert.True((wanted - found).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Predict_HalfStrength_LiesHalfWayToNoScoreFromItsBeginningOn()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var picture = SeededNoise.Normal([1, 3, 32, 32], 1);

        var wanted = (network.Predict(picture, tensor([0.6f])).Map + network.Predict(picture, null).Map) / 2;
        var found = network.Predict(picture, tensor([0.6f]), new ScoreStrength(0.5, From: 0.6)).Map;
        var below = network.Predict(picture, tensor([0.5f]), new ScoreStrength(0.5, From: 0.6)).Map;

        Assert.True((wanted - found).abs().max().ToDouble() < 1e-5);
        Assert.Equal(network.Predict(picture, tensor([0.5f])).Map.data<float>().ToArray(), below.data<float>().ToArray());
    }

    [Fact]
    public void Predict_ScoresBlendedTogether_AreThoseBlendedAlone()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var pictures = SeededNoise.Normal([2, 3, 32, 32], 1);

        var together = network.Predict(pictures, tensor([0.31f, 0.88f]), Whole).Map;
        var second = network.Predict(pictures[1].unsqueeze(0), tensor([0.88f]), Whole).Map;

        Assert.True((together[1].unsqueeze(0) - second).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Render_GateClosed_UsesTheCommonBookAlone()
    {
        using var scope = NewDisposeScope();
        using var network = TinyPredictor.Create();
        var indices = network.Predict(SeededNoise.Normal([1, 3, 32, 32], 1), tensor([0.5f])).Indices();

        Assert.Equal(
            network.Common.Look(indices.select(2, 1), 16, 16).data<float>().ToArray(),
            network.Look(indices, zeros([1])).data<float>().ToArray()
        );
        Assert.Equal(network.Look(indices).data<float>().ToArray(), network.Look(indices, ones([1])).data<float>().ToArray());
    }

    [Fact]
    public void Compute_AdaptiveLayer_DependsOnItsAttention()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var layer = new TransformerLayer(16, 2, 24, ScoreModulation.Adaptive);
        var (sequence, positions, score) = (randn(4, 1, 16), randn(4, 1, 16), randn(1, TransformerLayer.ScoreChannels, 2, 2));
        var before = layer.Compute(sequence, positions, score).data<float>().ToArray();
        using (no_grad())
        {
            layer.named_parameters().Single(entry => entry.name == "self_attn.out_proj.weight").parameter.mul_(2);
        }

        Assert.NotEqual(before, layer.Compute(sequence, positions, score).data<float>().ToArray());
    }

    [Fact]
    public void Predict_AndRender_FreeEveryTensor()
    {
        using var network = TinyPredictor.Create();
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            network.Render(network.Predict(zeros([1, 3, 32, 32]), tensor([0.5f])), new CodeRendering(0.5, Adain: true));
        });
    }
}
