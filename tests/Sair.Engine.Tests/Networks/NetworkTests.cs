using System.Reflection;
using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class NetworkTests
{
    [Fact]
    public void StateDict_NestedModules_HasDottedNamesOfParametersAndBuffers()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();

        Assert.Equal(
            ["blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "out.2.weight", "out.2.bias", "noise.scale"],
            network.state_dict().Keys
        );
        Assert.Equal(6, network.parameters().Count());
        Assert.Equal(["noise.scale"], network.named_buffers().Select(entry => entry.name));
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
        state.Remove("noise.scale");
        state["extra"] = ones(1);

        var failure = Assert.Throws<InvalidOperationException>(() => network.load_state_dict(state));
        var (missing, unexpected) = network.load_state_dict(state, strict: false);

        Assert.Contains("noise.scale", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["noise.scale"], missing);
        Assert.Equal(["extra"], unexpected);
    }

    [Fact]
    public void LoadStateDict_AnotherShape_NamesTheParameterAndBothShapes()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var state = network.state_dict();
        state["out.2.weight"] = ones(3);

        var failure = Assert.Throws<InvalidOperationException>(() => network.load_state_dict(state));

        Assert.Contains("out.2.weight has shape [3], expected [4]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void To_SameDevice_ReturnsTheModuleAndKeepsWhatItLearns()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var before = network.Norm.weight!.data<float>().ToArray();

        Assert.Same(network, network.to(CPU));
        Assert.Equal(before, network.Norm.weight!.data<float>().ToArray());
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

        Assert.Equal(DeviceType.CUDA, network.Norm.weight!.device.type);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void RegisterComponents_InsideAScope_OutlivesIt()
    {
        TinyNetwork network;
        using (NewDisposeScope())
        {
            network = new TinyNetwork();
        }

        using (network)
        {
            Assert.All(network.state_dict().Values, value => Assert.False(value.IsInvalid));
        }
    }

    // The library registers every module and tensor that it finds in a field, under the field's name where none is given, and finds
    // no private fields of base classes.
    [Fact]
    public void Fields_OfAllNetworks_NameTheirParts()
    {
        var wrong =
            from type in typeof(Network).Assembly.GetTypes()
            where type.IsSubclassOf(typeof(nn.Module))
            from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where field.FieldType.IsSubclassOf(typeof(nn.Module)) || field.FieldType.IsAssignableTo(typeof(Tensor))
            where field.GetCustomAttribute<ComponentNameAttribute>() is null || (field.IsPrivate && !type.IsSealed)
            select $"{type.Name}.{field.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Dispose_WholeNetwork_FreesEveryTensor() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var network = new TinyNetwork();
            network.call(randn(1, 3, 4, 4)).sum().backward();
        });

    private sealed class TinyNetwork : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "blocks")]
        private readonly ModuleList<Conv2d> _blocks;

        [ComponentName(Name = "out.2")]
        private readonly GroupNorm _norm;

        [ComponentName(Name = "noise.scale")]
        private readonly Tensor _scale;

        public TinyNetwork()
            : base(nameof(TinyNetwork))
        {
            _blocks = nn.ModuleList(nn.Conv2d(3, 4, 3, padding: 1), nn.Conv2d(4, 4, 1));
            _norm = nn.GroupNorm(2, 4);
            _scale = full([1], 0.5);
            RegisterComponents();
        }

        public GroupNorm Norm => _norm;

        public override Tensor forward(Tensor input) =>
            _norm.call(_blocks.Aggregate(input, (x, block) => nn.functional.leaky_relu(block.call(x), 0.2))) * _scale;
    }
}
