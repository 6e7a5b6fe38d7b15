using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

/// <summary>The 128-d face recogniser of face-api: dlib's residual network with 29 convolutions.</summary>
/// <remarks>Input [N, 3, 150, 150] float RGB 0–255; output [N, 128], norm about 1.4, distance below 0.6 for the same person.</remarks>
public sealed class RecogniserNetwork : Network<Tensor, Tensor>
{
    /// <summary>Side of the input in pixels.</summary>
    public const int InputSide = 150;

    // Name, and whether the block halves the side.
    private static readonly (string Name, bool IsDown)[] s_blocks =
    [
        ("conv32_1", false), ("conv32_2", false), ("conv32_3", false),
        ("conv64_down", true), ("conv64_1", false), ("conv64_2", false), ("conv64_3", false),
        ("conv128_down", true), ("conv128_1", false), ("conv128_2", false),
        ("conv256_down", true), ("conv256_1", false), ("conv256_2", false), ("conv256_down_out", true),
    ];

    [ComponentName(Name = "normalization")]
    private readonly InputNormalization _normalization = new();
    [ComponentName(Name = "conv32_down")]
    private readonly FrozenConvolution _stem;
    private readonly List<ResidualBlock> _blocks = [];
    [ComponentName(Name = "fc")]
    private readonly Parameter _head;

    /// <summary>Builds the network; the model keeps its own tensors.</summary>
    /// <exception cref="WeightsFormatException">A parameter is missing.</exception>
    public RecogniserNetwork(LoadedModel model)
        : base(nameof(RecogniserNetwork))
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var parameters = new FaceApiParameters(model);
        _stem = ScaledConvolution(parameters, "conv32_down", stride: 2, ConvolutionPadding.Valid);
        foreach (var (name, isDown) in s_blocks)
        {
            var block = new ResidualBlock(parameters, name, isDown);
            register_module(name, block);
            _blocks.Add(block);
        }

        _head = new Parameter(parameters.Matrix("fc"), requires_grad: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Describe(input).Descriptor;

    /// <summary>Computes the descriptor and keeps the features on the way, for feature-matching losses.</summary>
    /// <param name="input">[N, 3, 150, 150] float RGB 0–255.</param>
    /// <returns>The last feature map before each halving, [N, 32, 35, 35], [N, 64, 17, 17], [N, 128, 8, 8], [N, 256, 3, 3] in turn, and the descriptor [N, 128].</returns>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptor) Describe(Tensor input)
    {
        var x = _stem.call(_normalization.call(input)).relu(); // [N, 32, 72, 72]
        x = nn.functional.max_pool2d(x, 3, 2); // [N, 32, 35, 35]
        var features = new List<Tensor>();
        for (var i = 0; i < _blocks.Count; i++)
        {
            if (s_blocks[i].IsDown)
            {
                features.Add(x);
            }

            x = _blocks[i].call(x);
        }

        return (features, nn.functional.linear(x.mean([2, 3]), _head)); // [N, 128]
    }

    private static FrozenConvolution ScaledConvolution(FaceApiParameters parameters, string name, long stride, ConvolutionPadding padding)
    {
        // scale · (W x + b) + offset, folded.
        var scale = parameters.Values($"{name}/scale/weights");
        var weight = parameters.Filters($"{name}/conv/filters") * scale.reshape(-1, 1, 1, 1);
        var bias = (parameters.Values($"{name}/conv/bias") * scale) + parameters.Values($"{name}/scale/biases");
        return new FrozenConvolution(weight, bias, stride, padding);
    }

    private sealed class ResidualBlock : Network<Tensor, Tensor>
    {
        [ComponentName(Name = "conv1")]
        private readonly FrozenConvolution _first;
        [ComponentName(Name = "conv2")]
        private readonly FrozenConvolution _second;
        private readonly bool _isDown;

        public ResidualBlock(FaceApiParameters parameters, string name, bool isDown)
            : base(nameof(ResidualBlock))
        {
            _isDown = isDown;
            _first = ScaledConvolution(parameters, $"{name}/conv1", isDown ? 2 : 1, isDown ? ConvolutionPadding.Valid : ConvolutionPadding.Same);
            _second = ScaledConvolution(parameters, $"{name}/conv2", 1, ConvolutionPadding.Same);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = _second.call(_first.call(input).relu());
            if (!_isDown)
            {
                return (x + input).relu();
            }

            // The shortcut gains zero channels; the other branch, where it is smaller, a zero row and column.
            var shortcut = nn.functional.avg_pool2d(input, 2, 2);
            var inner = x.shape;
            var outer = shortcut.shape;
            if (inner[2] != outer[2] || inner[3] != outer[3])
            {
                x = nn.functional.pad(x, [0, 1, 0, 1]);
            }

            if (inner[1] != outer[1])
            {
                shortcut = nn.functional.pad(shortcut, [0, 0, 0, 0, 0, inner[1] - outer[1]]);
            }

            return (x + shortcut).relu();
        }
    }
}
