namespace Sair.Engine.Networks;

/// <summary>Stem and blocks of an IR or IR-SE network (Deng 2019; Hu 2018), as recogniser and encoder share them.</summary>
/// <remarks>Parameters: <c>input_layer.{0,1,2}</c> and <c>body.N</c>.</remarks>
public abstract class IrSeBackbone : Network<Tensor, Tensor>
{
    [ComponentName(Name = "input_layer.0")]
    private protected readonly Conv2d _stem;

    [ComponentName(Name = "input_layer.1")]
    private protected readonly BatchNormalization _stemNorm;

    [ComponentName(Name = "input_layer.2.weight")]
    private protected readonly Parameter _stemPrelu;

    [ComponentName(Name = "body")]
    private protected readonly ModuleList<IrSeBlock> _blocks = nn.ModuleList<IrSeBlock>();
    private readonly List<int> _stageEnds = [];

    /// <summary>Makes stem and blocks with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    /// <param name="name">Name for messages.</param>
    protected IrSeBackbone(IrSeConfiguration configuration, string name)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var channels = configuration.StemChannels;
        _stem = nn.Conv2d(3, channels, 3, stride: 1, padding: 1, bias: false);
        _stemNorm = new BatchNormalization(channels, isFrozen: true);
        _stemPrelu = new Parameter(full([channels], 0.25, float32));
        foreach (var (outputs, stride, attention) in configuration.Blocks)
        {
            if (stride == 2 && _blocks.Count > 0)
            {
                _stageEnds.Add(_blocks.Count - 1);
            }

            _blocks.Add(new IrSeBlock(channels, outputs, stride, attention));
            channels = outputs;
        }

        _stageEnds.Add(_blocks.Count - 1);
    }

    /// <summary>Computes the features that end each stage, each half as wide as the one before.</summary>
    /// <param name="input">[N, 3, H, W], RGB, −1–1.</param>
    /// <returns>[N, C, H/2, W/2], [N, C, H/4, W/4], …</returns>
    public IReadOnlyList<Tensor> ForwardStages(Tensor input)
    {
        var x = nn.functional.prelu(_stemNorm.forward(_stem.forward(input)), _stemPrelu);
        var stages = new List<Tensor>();
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = _blocks[i].forward(x);
            if (_stageEnds.Contains(i))
            {
                stages.Add(x);
            }
        }

        return stages;
    }
}

/// <summary>Sizes of the IR and IR-SE networks, read from a checkpoint.</summary>
/// <param name="StemChannels">Channels of the first convolution.</param>
/// <param name="Blocks">Output channels, stride and width of the attention (0 without) of every block.</param>
public sealed record IrSeConfiguration(int StemChannels, IReadOnlyList<(int Channels, int Stride, int AttentionWidth)> Blocks)
{
    /// <summary>Gets the 50-layer network with attention.</summary>
    public static IrSeConfiguration IrSe50 { get; } = Create(64, [(64, 3), (128, 4), (256, 14), (512, 3)], reduction: 16);

    /// <summary>Gets the 50-layer network without attention.</summary>
    public static IrSeConfiguration Ir50 { get; } = Create(64, [(64, 3), (128, 4), (256, 14), (512, 3)], reduction: 0);

    /// <summary>Makes the sizes of a network whose stages begin with a halving.</summary>
    /// <param name="stem">Channels of the first convolution.</param>
    /// <param name="stages">Channels and number of blocks of each stage.</param>
    /// <param name="reduction">How much narrower the attention is; 0 for none.</param>
    public static IrSeConfiguration Create(int stem, IEnumerable<(int Channels, int Count)> stages, int reduction) =>
        new(
            stem,
            [
                .. stages.SelectMany(stage =>
                    Enumerable
                        .Range(0, stage.Count)
                        .Select(i => (stage.Channels, i == 0 ? 2 : 1, reduction == 0 ? 0 : stage.Channels / reduction))
                ),
            ]
        );

    /// <summary>Reads the sizes from the shapes of a checkpoint; a stage begins where the number of channels changes.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IrSeConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var blocks = new List<(int, int, int)>();
        for (var last = 0; parameters.TryGetValue($"body.{blocks.Count}.res_layer.1.weight", out var weight); )
        {
            var channels = (int)weight.shape[0];
            var attention = parameters.TryGetValue($"body.{blocks.Count}.res_layer.5.fc1.weight", out var squeeze)
                ? (int)squeeze.shape[0]
                : 0;
            blocks.Add((channels, channels == last ? 1 : 2, attention));
            last = channels;
        }

        return new IrSeConfiguration((int)parameters["input_layer.0.weight"].shape[0], blocks);
    }
}

/// <summary>ArcFace recogniser with an IR or IR-SE backbone (Deng 2019): 112² picture → descriptor.</summary>
/// <remarks>
/// Parameters: those of the backbone, <c>output_layer.0</c> (BN), <c>output_layer.3</c> (linear), <c>output_layer.4</c> (BN).
/// The descriptor has length 1.
/// </remarks>
public sealed class IrSeRecogniser : IrSeBackbone
{
    /// <summary>Side of the pictures it sees.</summary>
    public const int InputSide = 112;

    private const int Halvings = 4;

    [ComponentName(Name = "output_layer.0")]
    private readonly BatchNormalization _mapNorm;

    [ComponentName(Name = "output_layer.3")]
    private readonly Linear _linear;

    [ComponentName(Name = "output_layer.4")]
    private readonly BatchNormalization _descriptorNorm;

    /// <summary>Initializes a new instance of the <see cref="IrSeRecogniser"/> class with random weights.</summary>
    /// <param name="configuration">Sizes of the backbone.</param>
    /// <param name="features">Length of a descriptor.</param>
    public IrSeRecogniser(IrSeConfiguration configuration, int features)
        : base(configuration, nameof(IrSeRecogniser))
    {
        var channels = configuration.Blocks[^1].Channels;
        var side = InputSide >> Halvings;
        _mapNorm = new BatchNormalization(channels, isFrozen: true);
        _linear = nn.Linear(channels * side * side, features);
        _descriptorNorm = new BatchNormalization(features, isFrozen: true);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its sizes follow from the shapes.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IrSeRecogniser FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var network = new IrSeRecogniser(IrSeConfiguration.FromParameters(parameters), (int)parameters["output_layer.3.weight"].shape[0]);
        return FrozenNetwork.Load(network, parameters);
    }

    /// <summary>Computes descriptors.</summary>
    /// <param name="input">[N, 3, 112, 112], RGB, −1–1, the face filling the square.</param>
    /// <returns>[N, D], each of length 1.</returns>
    public override Tensor forward(Tensor input) => nn.functional.normalize(Describe(ForwardStages(input)[^1]), dim: 1);

    /// <summary>Turns the last stage's output into descriptors that are not normalised.</summary>
    /// <param name="last">[N, C, 7, 7].</param>
    public Tensor Describe(Tensor last) => _descriptorNorm.forward(_linear.forward(_mapNorm.forward(last).flatten(1)));
}

/// <summary>Residual block of ArcFace's IR networks: BN, 3×3, PReLU, 3×3 with stride, BN, and channel attention in the SE form.</summary>
/// <remarks>
/// Parameters: <c>res_layer.{0,1,2,3,4}</c>, <c>res_layer.5.{fc1,fc2}</c> with attention, and <c>shortcut_layer.{0,1}</c>
/// where the number of channels changes; elsewhere the shortcut takes every stride-th pixel.
/// </remarks>
internal sealed class IrSeBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "res_layer.0")]
    private readonly BatchNormalization _normIn;

    [ComponentName(Name = "res_layer.1")]
    private readonly Conv2d _first;

    [ComponentName(Name = "res_layer.2.weight")]
    private readonly Parameter _prelu;

    [ComponentName(Name = "res_layer.3")]
    private readonly Conv2d _second;

    [ComponentName(Name = "res_layer.4")]
    private readonly BatchNormalization _normOut;

    [ComponentName(Name = "res_layer.5")]
    private readonly SqueezeExcitation? _attention;

    [ComponentName(Name = "shortcut_layer.0")]
    private readonly Conv2d? _shortcut;

    [ComponentName(Name = "shortcut_layer.1")]
    private readonly BatchNormalization? _shortcutNorm;
    private readonly int _stride;

    public IrSeBlock(int inputs, int outputs, int stride, int attentionWidth)
        : base(nameof(IrSeBlock))
    {
        _stride = stride;
        _normIn = new BatchNormalization(inputs, isFrozen: true);
        _first = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _prelu = new Parameter(full([outputs], 0.25, float32));
        _second = nn.Conv2d(outputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _normOut = new BatchNormalization(outputs, isFrozen: true);
        if (attentionWidth > 0)
        {
            _attention = new SqueezeExcitation(outputs, attentionWidth);
        }

        if (inputs != outputs)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new BatchNormalization(outputs, isFrozen: true);
        }

        RegisterComponents();
    }

    // [N, I, H, W] → [N, O, H/stride, W/stride]
    public override Tensor forward(Tensor input)
    {
        var x = nn.functional.prelu(_first.forward(_normIn.forward(input)), _prelu);
        x = _normOut.forward(_second.forward(x));
        return (_attention?.forward(x) ?? x) + Shortcut(input);
    }

    private Tensor Shortcut(Tensor input)
    {
        if (_shortcut is not null)
        {
            return _shortcutNorm!.forward(_shortcut.forward(input));
        }

        return _stride == 1 ? input : nn.functional.max_pool2d(input, 1, _stride);
    }
}

/// <summary>Channel attention (Hu 2018): mean over the picture, two 1×1 convolutions, sigmoid.</summary>
/// <remarks>Parameters: <c>fc1.weight</c> [C/r, C, 1, 1], <c>fc2.weight</c> [C, C/r, 1, 1].</remarks>
internal sealed class SqueezeExcitation : Network<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Conv2d _squeeze;

    [ComponentName(Name = "fc2")]
    private readonly Conv2d _excite;

    public SqueezeExcitation(int channels, int narrow)
        : base(nameof(SqueezeExcitation))
    {
        _squeeze = nn.Conv2d(channels, narrow, 1, bias: false);
        _excite = nn.Conv2d(narrow, channels, 1, bias: false);
        RegisterComponents();
    }

    // [N, C, H, W] → [N, C, H, W]
    public override Tensor forward(Tensor input)
    {
        var mean = input.mean([2, 3], keepdim: true); // [N, C, 1, 1]
        return input * _excite.forward(_squeeze.forward(mean).relu()).sigmoid();
    }
}
