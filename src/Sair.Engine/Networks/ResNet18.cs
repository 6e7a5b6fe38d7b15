namespace Sair.Engine.Networks;

/// <summary>
/// The convolutions of a ResNet-18 (He 2016) with torchvision's names: general features of pictures, and the
/// trunk of the face parser.
/// </summary>
/// <remarks>
/// Parameters: <c>conv1</c>, <c>bn1</c>, <c>layer{1,2,3,4}.{0,1}</c>; the classifier <c>fc</c> of a checkpoint is left out.
/// </remarks>
public sealed class ResidualFeatures : Network<Tensor, Tensor>
{
    private const int Stages = 4;
    private const int UnitsPerStage = 2;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _stem;

    [ComponentName(Name = "bn1")]
    private readonly BatchNormalization _stemNorm;
    private readonly List<List<ResidualUnit>> _stages = [];

    /// <summary>Initializes a new instance of the <see cref="ResidualFeatures"/> class with random weights.</summary>
    /// <param name="channels">Channels of the four stages.</param>
    public ResidualFeatures(IReadOnlyList<int> channels)
        : base(nameof(ResidualFeatures))
    {
        ArgumentNullException.ThrowIfNull(channels);
        _stem = nn.Conv2d(3, channels[0], 7, stride: 2, padding: 3, bias: false);
        _stemNorm = new BatchNormalization(channels[0], isFrozen: true);
        var inputs = channels[0];
        for (var stage = 0; stage < Stages; stage++)
        {
            var units = new List<ResidualUnit>();
            for (var i = 0; i < UnitsPerStage; i++)
            {
                units.Add(new ResidualUnit(inputs, channels[stage], stage > 0 && i == 0 ? 2 : 1));
                register_module($"layer{stage + 1}.{i}", units[^1]);
                inputs = channels[stage];
            }

            _stages.Add(units);
        }

        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its sizes follow from the shapes.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static ResidualFeatures FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var used = parameters.Where(entry => !entry.Key.StartsWith("fc.", StringComparison.Ordinal)).ToDictionary();
        return FrozenNetwork.Load(
            new ResidualFeatures([
                .. Enumerable.Range(1, Stages).Select(stage => (int)parameters[$"layer{stage}.0.conv1.weight"].shape[0]),
            ]),
            used
        );
    }

    /// <summary>Computes one feature vector per picture: the mean of the last stage.</summary>
    /// <param name="input">[N, 3, H, W], RGB, normalised as by <see cref="IResNetInput.Normalise"/>.</param>
    /// <returns>[N, C].</returns>
    public override Tensor forward(Tensor input) => ForwardStages(input)[^1].mean([2, 3]);

    /// <summary>Computes the output of each stage, [N, C, H/4, W/4] to [N, C, H/32, W/32].</summary>
    /// <param name="input">As in <see cref="forward"/>.</param>
    public IReadOnlyList<Tensor> ForwardStages(Tensor input)
    {
        var x = nn.functional.max_pool2d(_stemNorm.forward(_stem.forward(input)).relu(), 3, 2, 1);
        var maps = new List<Tensor>();
        foreach (var stage in _stages)
        {
            x = stage.Aggregate(x, (current, unit) => unit.forward(current));
            maps.Add(x);
        }

        return maps;
    }
}

/// <summary>
/// Basic block of ResNet-18 (He 2016). Parameters: <c>conv1</c>, <c>bn1</c>, <c>conv2</c>, <c>bn2</c>,
/// <c>downsample.{0,1}</c> where the shape changes.
/// </summary>
internal sealed class ResidualUnit : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _first;

    [ComponentName(Name = "bn1")]
    private readonly BatchNormalization _firstNorm;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _second;

    [ComponentName(Name = "bn2")]
    private readonly BatchNormalization _secondNorm;

    [ComponentName(Name = "downsample.0")]
    private readonly Conv2d? _shortcut;

    [ComponentName(Name = "downsample.1")]
    private readonly BatchNormalization? _shortcutNorm;

    public ResidualUnit(int inputs, int outputs, int stride)
        : base(nameof(ResidualUnit))
    {
        _first = nn.Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _firstNorm = new BatchNormalization(outputs, isFrozen: true);
        _second = nn.Conv2d(outputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _secondNorm = new BatchNormalization(outputs, isFrozen: true);
        if (inputs != outputs || stride != 1)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new BatchNormalization(outputs, isFrozen: true);
        }

        RegisterComponents();
    }

    // [N, I, H, W] → [N, O, H/stride, W/stride]
    public override Tensor forward(Tensor input)
    {
        var x = _firstNorm.forward(_first.forward(input)).relu();
        x = _secondNorm.forward(_second.forward(x));
        return (x + (_shortcut is null ? input : _shortcutNorm!.forward(_shortcut.forward(input)))).relu();
    }
}
