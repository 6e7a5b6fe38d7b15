using Sair.Engine.Networks;
using Sair.TestKit;
using Sair.Training.Codebooks;

namespace Sair.Training.Tests.Codebooks;

public sealed class FinishedNetworksTests
{
    private static readonly CodePredictorConfiguration Trained = CodebookTrainingOptions.Lean(64) with
    {
        Width = 16,
        Heads = 2,
        Layers = 1,
        Hidden = 16,
    };

    [Fact]
    public void Build_PictureOfTwiceTheSide_PredictsWhatTheTrainedNetworkPredicts()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        manual_seed(3);
        using var trained = new CodePredictor(Trained);
        using var finished = FinishedNetworks.Build(Trained, trained.state_dict());
        var large = rand([2, 3, 128, 128]);
        var scores = tensor([0.3f, 0.9f]);

        var wanted = trained.Predict(nn.functional.avg_pool2d(large, 2), scores).Logits;
        var found = finished.Predict(large, scores).Logits;

        Assert.True((wanted - found).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void Build_FinishedNetworks_ShowTwiceTheSideAndLearnGeneratorAndFusion()
    {
        using var scope = NewDisposeScope();
        using var trained = new CodePredictor(Trained);
        using var finished = FinishedNetworks.Build(Trained, trained.state_dict());
        var prediction = finished.Predict(rand([1, 3, 128, 128]), null);

        Assert.Equal([1, 3, 128, 128], finished.Render(prediction, new CodeRendering(Fidelity: 0.5)).shape);
        var learned = finished
            .named_parameters()
            .Where(entry => entry.parameter.requires_grad)
            .Select(entry => string.Join('.', entry.name.Split('.').TakeWhile(part => !int.TryParse(part, out _))))
            .Distinct();
        Assert.Equal(["fuse_convs_dict", "generator.blocks"], learned.Order());
        Assert.All(finished.Generator.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void SeePixels_FirstConvolutionOfFinishedNetworks_IsThatOfTheTrained()
    {
        using var scope = NewDisposeScope();
        using var trained = new CodePredictor(Trained);
        using var finished = FinishedNetworks.Build(Trained, trained.state_dict());

        var found = FinishedNetworks.SeePixels(finished.state_dict()[FinishedNetworks.Encoder], Trained.Vqgan.Patch);

        Assert.True((trained.state_dict()[FinishedNetworks.Encoder] - found).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void FromParameters_FinishedNetworks_ReadsTheirSizes()
    {
        using var scope = NewDisposeScope();
        using var trained = new CodePredictor(Trained);
        using var finished = FinishedNetworks.Build(Trained, trained.state_dict());
        var read = CodePredictorConfiguration.FromParameters(
            finished.state_dict(),
            new Dictionary<string, string> { ["groups"] = "8", ["heads"] = "2" }
        );
        Assert.Equivalent(finished.Configuration, read);
    }

    [Fact]
    public void Build_BuiltAndDisposed_LeavesNoTensors() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var trained = new CodePredictor(Trained);
            using var finished = FinishedNetworks.Build(Trained, trained.state_dict());
        });
}
