using Sair.TestKit;

namespace Sair.Torch.Tests.Modules;

public sealed class ModuleTests
{
    [Fact]
    public void StateDict_NestedModules_HasDottedNamesOfParametersAndBuffers()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();

        Assert.Equal(
            ["blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "norm.weight", "norm.bias", "scale"],
            network.state_dict().Keys);
        Assert.Equal(6, network.parameters().Count());
        Assert.Equal(["scale"], network.named_buffers().Select(entry => entry.name));
    }

    [Fact]
    public void LoadStateDict_OfAnotherInstance_MakesTheSameNetwork()
    {
        using var scope = NewDisposeScope();
        using var first = new TinyNetwork();
        using var second = new TinyNetwork();
        var x = randn(2, 3, 4, 4);

        second.load_state_dict(first.state_dict());

        Assert.Equal(first.call(x).data<float>().ToArray(), second.call(x).data<float>().ToArray());
    }

    [Fact]
    public void LoadStateDict_NamesDiffer_ThrowsWhenStrictAndReportsOtherwise()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var state = network.state_dict();
        state.Remove("scale");
        state["extra"] = ones(1);

        var failure = Assert.Throws<InvalidOperationException>(() => network.load_state_dict(state));
        var (missing, unexpected) = network.load_state_dict(state, strict: false);

        Assert.Contains("scale", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["scale"], missing);
        Assert.Equal(["extra"], unexpected);
    }

    [Fact]
    public void LoadStateDict_AnotherShape_NamesTheParameterAndBothShapes()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var state = network.state_dict();
        state["norm.weight"] = ones(3);

        var failure = Assert.Throws<InvalidOperationException>(() => network.load_state_dict(state));

        Assert.Contains("norm.weight has shape [3], expected [4]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void To_SameDevice_ReturnsTheModuleAndKeepsWhatItLearns()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var before = network.norm.weight.data<float>().ToArray();

        Assert.Same(network, network.to(CPU));
        Assert.Equal(before, network.norm.weight.data<float>().ToArray());
        Assert.All(network.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [SkippableFact]
    public void To_Gpu_MovesParametersAndBuffersAndComputesTheSame()
    {
        Skip.IfNot(cuda.is_available(), "There is no GPU.");
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var x = randn(2, 3, 4, 4);
        var expected = network.call(x).data<float>().ToArray();

        var actual = network.to(CUDA).call(x.to(CUDA)).cpu().data<float>().ToArray();

        Assert.Equal(DeviceType.CUDA, network.norm.weight.device.type);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Train_OnAndOff_ReachesSubmodules()
    {
        using var network = new TinyNetwork();

        network.eval();
        Assert.False(network.blocks[1].training);
        network.train();
        Assert.True(network.blocks[1].training);
    }

    [Fact]
    public void ZeroGrad_AfterBackward_ForgetsAllGradients()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        network.call(randn(1, 3, 4, 4)).sum().backward();
        Assert.All(network.parameters(), parameter => Assert.NotNull(parameter.grad));

        network.zero_grad();

        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ClipGradNorm_LargeGradients_ScalesThemToTheLimit()
    {
        using var scope = NewDisposeScope();
        using var first = new Parameter(tensor([0f, 0]));
        using var second = new Parameter(tensor([0f]));
        ((first * tensor([3f, 0])).sum() + (second * 4).sum()).backward();

        var norm = nn.utils.clip_grad_norm_([first, second], 1);

        Assert.Equal(5, norm, 1e-5);
        Assert.Equal(0.6, first.grad![0].ToDouble(), 1e-5);
        Assert.Equal(0.8, second.grad!.ToDouble(), 1e-5);
    }

    [Fact]
    public void Layers_LinearLayerNormAndEmbedding_ComputeTheirFormulas()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(3, 2, hasBias: false);
        using var norm = nn.LayerNorm(2);
        using var table = nn.Embedding(4, 2);
        var x = tensor([1f, 2, 3], [1, 3]);

        Assert.InRange(((x * linear.weight).sum(1) - linear.call(x).reshape(-1)).abs().max().ToDouble(), 0, 1e-5);
        Assert.Null(linear.bias);
        Assert.Equal(1, norm.call(tensor([1f, 3]))[1].ToDouble(), 1e-4);
        Assert.Equal(table.weight![3].data<float>().ToArray(), table.call(tensor([3L])).reshape(-1).data<float>().ToArray());
    }

    [Fact]
    public void Dispose_WholeNetwork_FreesEveryTensor() => LiveTensors.AssertUnchanged(() =>
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        network.call(randn(1, 3, 4, 4)).sum().backward();
    });

    private sealed class TinyNetwork : nn.Module<Tensor, Tensor>
    {
        public TinyNetwork()
            : base(nameof(TinyNetwork))
        {
            blocks = nn.ModuleList(nn.Conv2d(3, 4, 3, padding: 1), nn.Conv2d(4, 4, 1));
            norm = nn.GroupNorm(2, 4);
            scale = full([1], 0.5);
            register_module("blocks", blocks);
            register_module("norm", norm);
            register_buffer("scale", scale);
        }

        public ModuleList<Conv2d> blocks { get; }

        public GroupNorm norm { get; }

        private Tensor scale { get; }

        public override Tensor forward(Tensor input) =>
            norm.call(blocks.Aggregate(input, (x, block) => nn.functional.leaky_relu(block.call(x), 0.2))) * scale;
    }
}
