using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>Face parsing by BiSeNet (Yu 2018) with the public names of the 19-class network trained on CelebAMask-HQ.</summary>
/// <remarks>
/// Parameters: <c>cp.*</c>, <c>ffm.*</c>, <c>conv_out</c>, and the training heads <c>conv_out16</c>,
/// <c>conv_out32</c>, which are not used.
/// </remarks>
public sealed class FaceParser : Network<Tensor, Tensor>
{
    private const int InputSide = 512;

    // Skin, brows, eyes, glasses; nose, mouth, lips. Not ears, neck, cloth, hair and hat.
    private static readonly int[] s_faceClasses = [1, 2, 3, 4, 5, 6, 10, 11, 12, 13];

    [ComponentName(Name = "cp")]
    private readonly ContextPath _context;

    [ComponentName(Name = "ffm")]
    private readonly FeatureJoin _join;

    [ComponentName(Name = "conv_out")]
    private readonly ParsingHead _head;

    /// <summary>Initializes a new instance of the <see cref="FaceParser"/> class with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    public FaceParser(ParsingConfiguration configuration)
        : base(nameof(FaceParser))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _context = new ContextPath(configuration);
        _join = new FeatureJoin(configuration.Channels[1] + configuration.Context, configuration.Joined);
        _head = new ParsingHead(configuration.Joined, configuration.Joined, configuration.Classes);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its training heads are left out.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static FaceParser FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var used = parameters
            .Where(entry =>
                !entry.Key.StartsWith("conv_out16.", StringComparison.Ordinal)
                && !entry.Key.StartsWith("conv_out32.", StringComparison.Ordinal)
            )
            .ToDictionary();
        return FrozenNetwork.Load(new FaceParser(ParsingConfiguration.FromParameters(parameters)), used);
    }

    /// <summary>Computes class scores.</summary>
    /// <param name="input">[N, 3, H, W], RGB, normalised as by <see cref="IResNetInput.Normalise"/>; trained at 512².</param>
    /// <returns>[N, K, H, W], before the softmax.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (detail, context) = _context.Forward(input);
        return nn.functional.interpolate(
            _head.forward(_join.forward(detail, context)),
            size: [input.shape[2], input.shape[3]],
            mode: InterpolationMode.Bilinear,
            align_corners: true
        );
    }

    /// <summary>Gives the soft mask of the face without hair, ears and neck.</summary>
    /// <param name="picture">[1, 3, H, H], RGB, 0–1, FFHQ framing.</param>
    /// <param name="side">Side of the mask in pixels.</param>
    /// <returns>[side, side], 0–1: the probability of a face pixel; no gradient.</returns>
    public Tensor FaceMask(Tensor picture, int side)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        // [1, K, 512, 512]
        var scores = forward(IResNetInput.Normalise(PictureOperators.ResizeAntialiased(picture, InputSide, InputSide))).softmax(1);
        var face = s_faceClasses
            .Where(index => index < scores.shape[1])
            .Select(index => scores.select(1, index))
            .Aggregate((sum, map) => sum + map)
            .unsqueeze(1);
        return PictureOperators.ResizeAntialiased(face, side, side).reshape(side, side).clamp(0, 1).MoveToOuterDisposeScope();
    }
}

/// <summary>Sizes of a <see cref="FaceParser"/>.</summary>
/// <param name="Channels">Channels of the four stages of the ResNet-18.</param>
/// <param name="Context">Channels of the context path.</param>
/// <param name="Joined">Channels after the fusion.</param>
/// <param name="Classes">Number of classes.</param>
public sealed record ParsingConfiguration(IReadOnlyList<int> Channels, int Context, int Joined, int Classes)
{
    /// <summary>Gets the sizes of the public face parser with 19 classes.</summary>
    public static ParsingConfiguration Published { get; } = new([64, 128, 256, 512], 128, 256, 19);

    /// <summary>Reads the sizes from the shapes of a checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static ParsingConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new ParsingConfiguration(
            [.. Enumerable.Range(1, 4).Select(stage => (int)parameters[$"cp.resnet.layer{stage}.0.conv1.weight"].shape[0])],
            (int)parameters["cp.arm16.conv.conv.weight"].shape[0],
            (int)parameters["ffm.convblk.conv.weight"].shape[0],
            (int)parameters["conv_out.conv_out.weight"].shape[0]
        );
    }
}

/// <summary>Context path of BiSeNet (Yu 2018) on a ResNet-18.</summary>
/// <remarks>Parameters: <c>resnet.*</c>, <c>arm16</c>, <c>arm32</c>, <c>conv_head16</c>, <c>conv_head32</c>, <c>conv_avg</c>.</remarks>
internal sealed class ContextPath : Network
{
    [ComponentName(Name = "resnet")]
    private readonly ResidualFeatures _trunk;

    [ComponentName(Name = "arm16")]
    private readonly AttentionRefinement _refine16;

    [ComponentName(Name = "arm32")]
    private readonly AttentionRefinement _refine32;

    [ComponentName(Name = "conv_head16")]
    private readonly NormedConvolution _head16;

    [ComponentName(Name = "conv_head32")]
    private readonly NormedConvolution _head32;

    [ComponentName(Name = "conv_avg")]
    private readonly NormedConvolution _average;

    public ContextPath(ParsingConfiguration configuration)
        : base(nameof(ContextPath))
    {
        var (channels, context) = (configuration.Channels, configuration.Context);
        _trunk = new ResidualFeatures(channels);
        _refine16 = new AttentionRefinement(channels[2], context);
        _refine32 = new AttentionRefinement(channels[3], context);
        _head16 = new NormedConvolution(context, context, 3);
        _head32 = new NormedConvolution(context, context, 3);
        _average = new NormedConvolution(channels[3], context, 1);
        RegisterComponents();
    }

    /// <summary>Computes features at an eighth of the side: of the ResNet, and of the context.</summary>
    /// <param name="input">[N, 3, H, W], normalised.</param>
    public (Tensor Detail, Tensor Context) Forward(Tensor input)
    {
        var maps = _trunk.ForwardStages(input);
        var average = _average.forward(maps[3].mean([2, 3], keepdim: true)); // [N, C, 1, 1]
        var deep = _head32.forward(Enlarge(_refine32.forward(maps[3]) + average, maps[2])); // [N, C, H/16, W/16]
        var context = _head16.forward(Enlarge(_refine16.forward(maps[2]) + deep, maps[1])); // [N, C, H/8, W/8]
        return (maps[1], context);
    }

    private static Tensor Enlarge(Tensor map, Tensor like) =>
        nn.functional.interpolate(map, size: [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);
}

/// <summary>Attention refinement of BiSeNet (Yu 2018, Fig. 2b). Parameters: <c>conv</c>, <c>conv_atten</c>, <c>bn_atten</c>.</summary>
internal sealed class AttentionRefinement : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormedConvolution _convolution;

    [ComponentName(Name = "conv_atten")]
    private readonly Conv2d _attention;

    [ComponentName(Name = "bn_atten")]
    private readonly BatchNormalization _norm;

    public AttentionRefinement(int inputs, int outputs)
        : base(nameof(AttentionRefinement))
    {
        _convolution = new NormedConvolution(inputs, outputs, 3);
        _attention = nn.Conv2d(outputs, outputs, 1, bias: false);
        _norm = new BatchNormalization(outputs, isFrozen: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var features = _convolution.forward(input);
        return features * _norm.forward(_attention.forward(features.mean([2, 3], keepdim: true))).sigmoid();
    }
}

/// <summary>Feature fusion of BiSeNet (Yu 2018, Fig. 2c). Parameters: <c>convblk</c>, <c>conv1</c>, <c>conv2</c>.</summary>
internal sealed class FeatureJoin : Network<Tensor, Tensor, Tensor>
{
    private const int Reduction = 4;

    [ComponentName(Name = "convblk")]
    private readonly NormedConvolution _convolution;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _squeeze;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _excite;

    public FeatureJoin(int inputs, int outputs)
        : base(nameof(FeatureJoin))
    {
        _convolution = new NormedConvolution(inputs, outputs, 1);
        _squeeze = nn.Conv2d(outputs, outputs / Reduction, 1, bias: false);
        _excite = nn.Conv2d(outputs / Reduction, outputs, 1, bias: false);
        RegisterComponents();
    }

    // Two [N, C, H, W] → [N, O, H, W]
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        var features = _convolution.forward(cat([input1, input2], 1));
        var attention = _excite.forward(_squeeze.forward(features.mean([2, 3], keepdim: true)).relu()).sigmoid();
        return features + (features * attention);
    }
}

/// <summary>Classes of every pixel. Parameters: <c>conv</c>, <c>conv_out</c>.</summary>
internal sealed class ParsingHead : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormedConvolution _convolution;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _classes;

    public ParsingHead(int inputs, int width, int classes)
        : base(nameof(ParsingHead))
    {
        _convolution = new NormedConvolution(inputs, width, 3);
        _classes = nn.Conv2d(width, classes, 1, bias: false);
        RegisterComponents();
    }

    // [N, C, H, W] → [N, K, H, W]
    public override Tensor forward(Tensor input) => _classes.forward(_convolution.forward(input));
}

/// <summary>Convolution without bias, batch normalisation, ReLU. Parameters: <c>conv</c>, <c>bn</c>.</summary>
internal sealed class NormedConvolution : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    [ComponentName(Name = "bn")]
    private readonly BatchNormalization _norm;

    public NormedConvolution(int inputs, int outputs, int kernel)
        : base(nameof(NormedConvolution))
    {
        _convolution = nn.Conv2d(inputs, outputs, kernel, stride: 1, padding: kernel / 2, bias: false);
        _norm = new BatchNormalization(outputs, isFrozen: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _norm.forward(_convolution.forward(input)).relu();
}
