using Sair.Engine.Networks;

namespace Sair.Engine.Faces.Networks;

/// <summary>The feature extractor that landmarks and expressions share: four dense blocks of separable convolutions, each halving the side.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, 256].</remarks>
internal sealed class DenseFeatures : Network<Tensor, Tensor>
{
    private const int Blocks = 4;

    [ComponentName(Name = "normalization")]
    private readonly InputNormalization _normalization = new();
    private readonly List<DenseBlock> _blocks = [];

    public DenseFeatures(FaceApiParameters parameters)
        : base(nameof(DenseFeatures))
    {
        for (var i = 0; i < Blocks; i++)
        {
            var block = new DenseBlock(parameters, $"dense{i}", isFirst: i == 0);
            register_module($"dense{i}", block);
            _blocks.Add(block);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = _normalization.call(input);
        foreach (var block in _blocks)
        {
            x = block.call(x);
        }

        return nn.functional.avg_pool2d(x, 7, 2).flatten(1); // [N, 256, 7, 7] to [N, 256]
    }

    private sealed class DenseBlock : Network<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor>[] _layers;

        public DenseBlock(FaceApiParameters parameters, string name, bool isFirst)
            : base(nameof(DenseBlock))
        {
            _layers =
            [
                isFirst
                    ? new FrozenConvolution(parameters.Filters($"{name}/conv0/filters"), parameters.Values($"{name}/conv0/bias"), stride: 2)
                    : new SeparableConvolution(parameters, $"{name}/conv0", stride: 2),
                new SeparableConvolution(parameters, $"{name}/conv1", stride: 1),
                new SeparableConvolution(parameters, $"{name}/conv2", stride: 1),
                new SeparableConvolution(parameters, $"{name}/conv3", stride: 1),
            ];
            for (var i = 0; i < _layers.Length; i++)
            {
                register_module($"conv{i}", _layers[i]);
            }
        }

        public override Tensor forward(Tensor input)
        {
            var sum = _layers[0].call(input).relu();
            sum = sum + _layers[1].call(sum);
            sum = sum + _layers[2].call(sum.relu());
            sum = sum + _layers[3].call(sum.relu());
            return sum.relu();
        }
    }

    private sealed class SeparableConvolution : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "depthwise")]
        private readonly FrozenConvolution _depthwise;
        [ComponentName(Name = "pointwise")]
        private readonly FrozenConvolution _pointwise;

        public SeparableConvolution(FaceApiParameters parameters, string name, long stride)
            : base(nameof(SeparableConvolution))
        {
            _depthwise = new FrozenConvolution(parameters.DepthwiseFilters($"{name}/depthwise_filter"), bias: null, stride, isDepthwise: true);
            _pointwise = new FrozenConvolution(parameters.Filters($"{name}/pointwise_filter"), parameters.Values($"{name}/bias"));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _pointwise.call(_depthwise.call(input));
    }
}
