using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>IResNet face recogniser (Deng 2019, ArcFace; Duta 2020), evaluation mode: 112² picture → descriptor.</summary>
/// <remarks>Parameter names are those of the public 50-layer checkpoint, a bare state dict. The descriptor is not normalised.</remarks>
public sealed class IResNet : Network<Tensor, Tensor>
{
    private const int FinalSide = 7;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly BatchNormalization _bn1;

    [ComponentName(Name = "prelu.weight")]
    private readonly Parameter _prelu;
    private readonly List<IReadOnlyList<IResNetBlock>> _layers = [];

    [ComponentName(Name = "bn2")]
    private readonly BatchNormalization _bn2;

    [ComponentName(Name = "fc")]
    private readonly Linear _fc;

    [ComponentName(Name = "features")]
    private readonly BatchNormalization _features;

    /// <summary>Initializes a new instance of the <see cref="IResNet"/> class with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    public IResNet(IResNetConfiguration configuration)
        : base(nameof(IResNet))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var channels = configuration.StemChannels;
        _conv1 = nn.Conv2d(3, channels, 3, stride: 1, padding: 1, bias: false);
        _bn1 = new BatchNormalization(channels, isFrozen: true);
        _prelu = new Parameter(full([channels], 0.25, float32));
        for (var layer = 0; layer < configuration.Blocks.Count; layer++)
        {
            var blocks = new List<IResNetBlock>();
            for (var i = 0; i < configuration.Blocks[layer]; i++)
            {
                blocks.Add(new IResNetBlock(channels, configuration.Channels[layer], first: i == 0));
                register_module($"layer{layer + 1}.{i}", blocks[^1]);
                channels = configuration.Channels[layer];
            }

            _layers.Add(blocks);
        }

        _bn2 = new BatchNormalization(channels, isFrozen: true);
        _fc = nn.Linear(channels * FinalSide * FinalSide, configuration.Features);
        _features = new BatchNormalization(configuration.Features, isFrozen: true);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its sizes follow from the shapes.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static IResNet FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var network = new IResNet(IResNetConfiguration.FromParameters(parameters));
        network.load_state_dict(new Dictionary<string, Tensor>(parameters));
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        return network;
    }

    /// <summary>Computes descriptors.</summary>
    /// <param name="input">[N, 3, 112, 112], prepared by <see cref="IResNetInput"/>.</param>
    /// <returns>[N, D].</returns>
    public override Tensor forward(Tensor input) => Describe(ForwardLayers(input)[^1]);

    /// <summary>Computes the output of each of the four layers, [N, C, 56, 56] to [N, C, 7, 7].</summary>
    /// <param name="input">[N, 3, 112, 112].</param>
    public IReadOnlyList<Tensor> ForwardLayers(Tensor input)
    {
        var x = nn.functional.prelu(_bn1.forward(_conv1.forward(input)), _prelu);
        var outputs = new List<Tensor>();
        foreach (var layer in _layers)
        {
            x = layer.Aggregate(x, (current, block) => block.forward(current));
            outputs.Add(x);
        }

        return outputs;
    }

    /// <summary>Turns the last layer's output into descriptors.</summary>
    /// <param name="last">[N, C, 7, 7].</param>
    /// <returns>[N, D].</returns>
    public Tensor Describe(Tensor last) => _features.forward(_fc.forward(_bn2.forward(last).flatten(1)));
}

/// <summary>Sizes of an <see cref="IResNet"/>.</summary>
public sealed record IResNetConfiguration
{
    /// <summary>Gets the channels of the stem.</summary>
    public required int StemChannels { get; init; }

    /// <summary>Gets the number of blocks of the four layers.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Gets the channels of the four layers.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Gets the length of a descriptor.</summary>
    public required int Features { get; init; }

    /// <summary>Gets the 50-layer network.</summary>
    public static IResNetConfiguration IResNet50 { get; } =
        new()
        {
            StemChannels = 64,
            Blocks = [3, 4, 14, 3],
            Channels = [64, 128, 256, 512],
            Features = 512,
        };

    /// <summary>Reads the sizes from the shapes of a checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IResNetConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var blocks = new List<int>();
        var channels = new List<int>();
        while (parameters.TryGetValue($"layer{blocks.Count + 1}.0.conv1.weight", out var weight))
        {
            var layer = blocks.Count + 1;
            channels.Add((int)weight.shape[0]);
            blocks.Add(Enumerable.Range(0, int.MaxValue).First(i => !parameters.ContainsKey($"layer{layer}.{i}.conv1.weight")));
        }

        return new IResNetConfiguration
        {
            StemChannels = (int)parameters["conv1.weight"].shape[0],
            Blocks = blocks,
            Channels = channels,
            Features = (int)parameters["fc.weight"].shape[0],
        };
    }
}

/// <summary>Prepares face squares for <see cref="IResNet"/> as the published code of Guo 2024 does: normalise, crop, resize.</summary>
public static class IResNetInput
{
    private const int Side = 112;
    private const int CropStart = 100;
    private const int CropEnd = 900;

    /// <summary>Subtracts mean and divides by deviation of the ImageNet colours.</summary>
    /// <param name="images">[N, 3, H, W], RGB, 0–1.</param>
    public static Tensor Normalise(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var mean = tensor([0.485f, 0.456f, 0.406f], [1, 3, 1, 1], images.dtype, images.device);
        var deviation = tensor([0.229f, 0.224f, 0.225f], [1, 3, 1, 1], images.dtype, images.device);
        return (images - mean) / deviation;
    }

    /// <summary>
    /// Normalises, takes pixels 100–899 of both axes (fewer where the picture ends) and resizes to 112²,
    /// bicubic with aligned corners.
    /// </summary>
    /// <param name="images">[N, 3, 1024, 1024], RGB, 0–1, FFHQ framing.</param>
    /// <returns>[N, 3, 112, 112].</returns>
    public static Tensor Prepare(Tensor images)
    {
        var normalised = Normalise(images);
        var (bottom, right) = (Math.Min(CropEnd, normalised.shape[2]), Math.Min(CropEnd, normalised.shape[3]));
        var crop = normalised.narrow(2, CropStart, bottom - CropStart).narrow(3, CropStart, right - CropStart);
        return PictureOperators.ResizeCubic(crop, Side, Side);
    }
}

/// <summary>Residual block of IResNet: BN, 3×3, BN, PReLU, 3×3 with stride, BN; no activation after the sum.</summary>
/// <remarks>
/// Parameters: <c>bn1</c>, <c>conv1</c>, <c>bn2</c>, <c>prelu</c>, <c>conv2</c>, <c>bn3</c>, and <c>downsample.0/.1</c> where
/// the shortcut changes shape.
/// </remarks>
internal sealed class IResNetBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "bn1")]
    private readonly BatchNormalization _bn1;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn2")]
    private readonly BatchNormalization _bn2;

    [ComponentName(Name = "prelu.weight")]
    private readonly Parameter _prelu;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "bn3")]
    private readonly BatchNormalization _bn3;

    [ComponentName(Name = "downsample.0")]
    private readonly Conv2d? _shortcut;

    [ComponentName(Name = "downsample.1")]
    private readonly BatchNormalization? _shortcutNorm;

    public IResNetBlock(int inputs, int outputs, bool first)
        : base(nameof(IResNetBlock))
    {
        var stride = first ? 2 : 1;
        _bn1 = new BatchNormalization(inputs, isFrozen: true);
        _conv1 = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _bn2 = new BatchNormalization(outputs, isFrozen: true);
        _prelu = new Parameter(full([outputs], 0.25, float32));
        _conv2 = nn.Conv2d(outputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _bn3 = new BatchNormalization(outputs, isFrozen: true);
        if (first)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new BatchNormalization(outputs, isFrozen: true);
        }

        RegisterComponents();
    }

    // [N, I, H, W] → [N, O, H′, W′]
    public override Tensor forward(Tensor input)
    {
        var x = _bn2.forward(_conv1.forward(_bn1.forward(input)));
        x = _bn3.forward(_conv2.forward(nn.functional.prelu(x, _prelu)));
        return x + (_shortcut is null ? input : _shortcutNorm!.forward(_shortcut.forward(input)));
    }
}
