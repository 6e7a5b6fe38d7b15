using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

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
            _heads.Add((Register($"box_{i}", Head(parameters, i, "BoxEncodingPredictor")), Register($"class_{i}", Head(parameters, i, "ClassPredictor"))));
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

    private static FrozenConvolution Pointwise(FaceApiParameters parameters, string group, int index, long stride) => new(
        parameters.Filters($"{group}/Conv2d_{index}_pointwise/weights"),
        parameters.Values($"{group}/Conv2d_{index}_pointwise/convolution_bn_offset"),
        stride);

    private static FrozenConvolution Depthwise(FaceApiParameters parameters, int index, long stride)
    {
        var name = $"MobilenetV1/Conv2d_{index}_depthwise";
        var scale = parameters.Values($"{name}/BatchNorm/gamma") * (parameters.Values($"{name}/BatchNorm/moving_variance") + BatchNormEpsilon).rsqrt();
        var bias = parameters.Values($"{name}/BatchNorm/beta") - (parameters.Values($"{name}/BatchNorm/moving_mean") * scale);
        return new FrozenConvolution(parameters.DepthwiseFilters($"{name}/depthwise_weights") * scale.reshape(-1, 1, 1, 1), bias, stride, isDepthwise: true);
    }

    private static FrozenConvolution Head(FaceApiParameters parameters, int index, string kind) => new(
        parameters.Filters($"Prediction/BoxPredictor_{index}/{kind}/weights"),
        parameters.Values($"Prediction/BoxPredictor_{index}/{kind}/biases"));

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
