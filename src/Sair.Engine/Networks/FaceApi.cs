using Sair.Engine.Faces;
using Sair.Engine.Weights;

namespace Sair.Engine.Networks;

/// <summary>The SSD MobileNet v1 face detector of face-api.</summary>
/// <remarks>
/// Input [N, 3, 512, 512] float RGB 0–255. Outputs boxes [N, 5118, 4] = top, left, bottom, right as fractions of the input square,
/// and scores [N, 5118] in 0–1, before any suppression.
/// </remarks>
public sealed class DetectorNetwork : Network<Tensor, (Tensor Boxes, Tensor Scores)>
{
    /// <summary>Side of the input in pixels.</summary>
    public const int InputSide = 512;

    private const double BatchNormEpsilon = 0.0010000000474974513;
    private const int FeatureLayer = 11;
    private const int Layers = 13;
    private const int Heads = 6;
    private const int ExtraLayers = 8;
    private const int FaceClass = 1;
    private const int Classes = 3;

    [ComponentName(Name = "conv_0")]
    private readonly FrozenConvolution _stem;
    private readonly List<(FrozenConvolution Depthwise, FrozenConvolution Pointwise)> _layers = [];
    private readonly List<FrozenConvolution> _extra = [];
    private readonly List<(FrozenConvolution Box, FrozenConvolution Class)> _heads = [];

    [ComponentName(Name = "anchor_centres")]
    private readonly Tensor _anchorCentres;

    [ComponentName(Name = "anchor_sizes")]
    private readonly Tensor _anchorSizes;

    /// <summary>Builds the network; the model keeps its own tensors.</summary>
    /// <param name="model">The model <see cref="KnownFaceModels.Detector"/>.</param>
    /// <exception cref="WeightsFormatException">A parameter is missing.</exception>
    public DetectorNetwork(LoadedModel model)
        : base(nameof(DetectorNetwork))
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var parameters = new FaceApiParameters(model);
        _stem = Pointwise(parameters, "MobilenetV1", 0, stride: 2);
        for (var i = 1; i <= Layers; i++)
        {
            var depthwise = Register($"conv_{i}_depthwise", Depthwise(parameters, i, stride: i is 2 or 4 or 6 or 12 ? 2 : 1));
            _layers.Add((depthwise, Register($"conv_{i}_pointwise", Pointwise(parameters, "MobilenetV1", i, stride: 1))));
        }

        for (var i = 0; i < ExtraLayers; i++)
        {
            _extra.Add(Register($"prediction_{i}", Pointwise(parameters, "Prediction", i, stride: i % 2 == 1 ? 2 : 1)));
        }

        for (var i = 0; i < Heads; i++)
        {
            _heads.Add(
                (
                    Register($"box_{i}", Head(parameters, i, "BoxEncodingPredictor")),
                    Register($"class_{i}", Head(parameters, i, "ClassPredictor"))
                )
            );
        }

        var anchors = parameters.Values("Output/extra_dim").reshape(-1, 4); // top, left, bottom, right
        var corner = anchors.narrow(1, 0, 2);
        _anchorSizes = anchors.narrow(1, 2, 2) - corner;
        _anchorCentres = corner + (_anchorSizes / 2);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override (Tensor Boxes, Tensor Scores) forward(Tensor input)
    {
        var x = Relu6(_stem.call((input / 127.5) - 1));
        var features = new List<Tensor>(Heads);
        for (var i = 0; i < Layers; i++)
        {
            x = Relu6(_layers[i].Pointwise.call(Relu6(_layers[i].Depthwise.call(x))));
            if (i + 1 is FeatureLayer or Layers)
            {
                features.Add(x);
            }
        }

        for (var i = 0; i < ExtraLayers; i++)
        {
            x = Relu6(_extra[i].call(x));
            if (i % 2 == 1)
            {
                features.Add(x);
            }
        }

        var codes = torch.cat(features.Select((feature, i) => Rows(_heads[i].Box.call(feature), 4)).ToArray(), 1); // [N, 5118, 4]
        var classes = torch.cat(features.Select((feature, i) => Rows(_heads[i].Class.call(feature), Classes)).ToArray(), 1);
        return (Decode(codes), classes.select(2, FaceClass).sigmoid());
    }

    private static Tensor Relu6(Tensor x) => nn.functional.relu6(x);

    // [N, A · size, H, W] to [N, H · W · A, size].
    private static Tensor Rows(Tensor x, long size) => x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, size);

    private static FrozenConvolution Pointwise(FaceApiParameters parameters, string group, int index, long stride) =>
        new(
            parameters.Filters($"{group}/Conv2d_{index}_pointwise/weights"),
            parameters.Values($"{group}/Conv2d_{index}_pointwise/convolution_bn_offset"),
            stride
        );

    private static FrozenConvolution Depthwise(FaceApiParameters parameters, int index, long stride)
    {
        var name = $"MobilenetV1/Conv2d_{index}_depthwise";
        var scale =
            parameters.Values($"{name}/BatchNorm/gamma")
            * (parameters.Values($"{name}/BatchNorm/moving_variance") + BatchNormEpsilon).rsqrt();
        var bias = parameters.Values($"{name}/BatchNorm/beta") - (parameters.Values($"{name}/BatchNorm/moving_mean") * scale);
        return new FrozenConvolution(
            parameters.DepthwiseFilters($"{name}/depthwise_weights") * scale.reshape(-1, 1, 1, 1),
            bias,
            stride,
            isDepthwise: true
        );
    }

    private static FrozenConvolution Head(FaceApiParameters parameters, int index, string kind) =>
        new(
            parameters.Filters($"Prediction/BoxPredictor_{index}/{kind}/weights"),
            parameters.Values($"Prediction/BoxPredictor_{index}/{kind}/biases")
        );

    // Centre and size relative to the anchor, with variances 10, 10, 5, 5 (Liu 2016, SSD, section 2.2).
    private Tensor Decode(Tensor codes)
    {
        var centres = (codes.narrow(2, 0, 2) / 10 * _anchorSizes) + _anchorCentres;
        var halves = (codes.narrow(2, 2, 2) / 5).exp() * _anchorSizes / 2;
        return torch.cat([centres - halves, centres + halves], 2);
    }

    private FrozenConvolution Register(string name, FrozenConvolution layer)
    {
        register_module(name, layer);
        return layer;
    }
}

/// <summary>Dense features with one fully connected layer on top.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, outputs].</remarks>
public abstract class DenseNetwork : Network<Tensor, Tensor>
{
    /// <summary>Side of the input in pixels.</summary>
    public const int InputSide = 112;

    [ComponentName(Name = "features")]
    private protected readonly DenseFeatures _features;

    [ComponentName(Name = "fc_weight")]
    private protected readonly Parameter _weight;

    [ComponentName(Name = "fc_bias")]
    private protected readonly Parameter _bias;

    private protected DenseNetwork(LoadedModel model, string name)
        : base(name)
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var parameters = new FaceApiParameters(model);
        _features = new DenseFeatures(parameters);
        _weight = new Parameter(parameters.Matrix("fc/weights"), requires_grad: false);
        _bias = new Parameter(parameters.Values("fc/bias"), requires_grad: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.linear(_features.call(input), _weight, _bias);
}

/// <summary>The 68-point landmark network of face-api.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, 136] = x0, y0, x1, y1 … as fractions of the input square.</remarks>
/// <param name="model">The model <see cref="KnownFaceModels.Landmarks"/>, which keeps its own tensors.</param>
public sealed class LandmarkNetwork(LoadedModel model) : DenseNetwork(model, nameof(LandmarkNetwork))
{
    /// <summary>Number of points.</summary>
    public const int Points = 68;
}

/// <summary>The expression network of face-api.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, 7] logits in the order of <see cref="Names"/>.</remarks>
/// <param name="model">The model <see cref="KnownFaceModels.Expressions"/>, which keeps its own tensors.</param>
public sealed class ExpressionNetwork(LoadedModel model) : DenseNetwork(model, nameof(ExpressionNetwork))
{
    /// <summary>Names of the outputs, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"];
}

/// <summary>The 128-d face recogniser of face-api: dlib's residual network with 29 convolutions.</summary>
/// <remarks>Input [N, 3, 150, 150] float RGB 0–255; output [N, 128], norm about 1.4, distance below 0.6 for the same person.</remarks>
public sealed class RecogniserNetwork : Network<Tensor, Tensor>
{
    /// <summary>Side of the input in pixels.</summary>
    public const int InputSide = 150;

    // Name, and whether the block halves the side.
    private static readonly (string Name, bool IsDown)[] s_blocks =
    [
        ("conv32_1", false),
        ("conv32_2", false),
        ("conv32_3", false),
        ("conv64_down", true),
        ("conv64_1", false),
        ("conv64_2", false),
        ("conv64_3", false),
        ("conv128_down", true),
        ("conv128_1", false),
        ("conv128_2", false),
        ("conv256_down", true),
        ("conv256_1", false),
        ("conv256_2", false),
        ("conv256_down_out", true),
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
    /// <returns>
    /// The last feature map before each halving, [N, 32, 35, 35], [N, 64, 17, 17], [N, 128, 8, 8], [N, 256, 3, 3] in turn,
    /// and the descriptor [N, 128].
    /// </returns>
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
            _first = ScaledConvolution(
                parameters,
                $"{name}/conv1",
                isDown ? 2 : 1,
                isDown ? ConvolutionPadding.Valid : ConvolutionPadding.Same
            );
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

/// <summary>
/// The feature extractor that landmarks and expressions share: four dense blocks of separable convolutions, each halving the side.
/// </summary>
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
            _depthwise = new FrozenConvolution(
                parameters.DepthwiseFilters($"{name}/depthwise_filter"),
                bias: null,
                stride,
                isDepthwise: true
            );
            _pointwise = new FrozenConvolution(parameters.Filters($"{name}/pointwise_filter"), parameters.Values($"{name}/bias"));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _pointwise.call(_depthwise.call(input));
    }
}

/// <summary>Where a convolution puts zeros, in TensorFlow's words.</summary>
internal enum ConvolutionPadding
{
    /// <summary>No zeros: the output shrinks.</summary>
    Valid,

    /// <summary>Output side = ceil(input side / stride); an odd number of zeros puts the larger part at the bottom and right.</summary>
    Same,
}

/// <summary>A 2-d convolution whose filters do not learn; normalisation that follows it is folded into filters and bias.</summary>
internal sealed class FrozenConvolution : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;
    private readonly long _stride;
    private readonly long _groups;
    private readonly long _kernel;
    private readonly ConvolutionPadding _padding;

    /// <summary>Takes over filters [O, I / groups, k, k] and a bias [O].</summary>
    public FrozenConvolution(
        Tensor weight,
        Tensor? bias,
        long stride = 1,
        ConvolutionPadding padding = ConvolutionPadding.Same,
        bool isDepthwise = false
    )
        : base(nameof(FrozenConvolution))
    {
        _stride = stride;
        _padding = padding;
        _kernel = weight.shape[2];
        _groups = isDepthwise ? weight.shape[0] : 1;
        _weight = new Parameter(weight, requires_grad: false);
        _bias = bias is null ? null : new Parameter(bias, requires_grad: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (_padding == ConvolutionPadding.Valid)
        {
            return Convolve(input, 0, 0);
        }

        var shape = input.shape;
        var rows = Zeros(shape[2]);
        var columns = Zeros(shape[3]);
        return rows % 2 == 0 && columns % 2 == 0
            ? Convolve(input, rows / 2, columns / 2)
            : Convolve(nn.functional.pad(input, [columns / 2, columns - (columns / 2), rows / 2, rows - (rows / 2)]), 0, 0);
    }

    private Tensor Convolve(Tensor input, long rows, long columns) =>
        nn.functional.conv2d(input, _weight, _bias, [_stride, _stride], [rows, columns], groups: _groups);

    private long Zeros(long side) => Math.Max((((side + _stride - 1) / _stride) - 1) * _stride + _kernel - side, 0);
}

/// <summary>(x − mean) / 255 with the channel means of the face-api networks; input [N, 3, H, W] float RGB 0–255.</summary>
internal sealed class InputNormalization : Network<Tensor, Tensor>
{
    [ComponentName(Name = "mean")]
    private readonly Tensor _mean;

    public InputNormalization()
        : base(nameof(InputNormalization))
    {
        _mean = torch.tensor([122.782f, 117.001f, 104.298f], [1, 3, 1, 1]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => (input - _mean) / 255;
}

/// <summary>Single-precision parameters in PyTorch's order of dimensions out of a converted face-api network.</summary>
/// <remarks>The tensors made here belong to the current dispose scope.</remarks>
internal sealed class FaceApiParameters(LoadedModel model)
{
    /// <summary>Reads a parameter as it is stored, for example a bias [C].</summary>
    public Tensor Values(string name)
    {
        var stored = Find(name);
        if (!model.Parameters.TryGetValue(name + FaceApiManifestReader.QuantizationSuffix, out var pair))
        {
            return stored.to(torch.float32);
        }

        // Double precision until the end, as the JavaScript does: sums in single precision differ in the last bit.
        var quantization = pair.cpu().data<double>().ToArray();
        return ((stored.to(torch.float64) * quantization[0]) + quantization[1]).to(torch.float32);
    }

    /// <summary>Reads convolution filters: stored [kH, kW, I, O], returned [O, I, kH, kW].</summary>
    public Tensor Filters(string name) => Values(name).permute(3, 2, 0, 1).contiguous();

    /// <summary>Reads depthwise filters: stored [kH, kW, C, 1], returned [C, 1, kH, kW].</summary>
    public Tensor DepthwiseFilters(string name) => Values(name).permute(2, 3, 0, 1).contiguous();

    /// <summary>Reads a fully connected layer: stored [I, O], returned [O, I].</summary>
    public Tensor Matrix(string name) => Values(name).t().contiguous();

    private Tensor Find(string name) =>
        model.Parameters.TryGetValue(name, out var stored)
            ? stored
            : throw new WeightsFormatException(
                model.Id,
                $"The model {model.Id} lacks the parameter {name}; restore its file from the repository."
            );
}
