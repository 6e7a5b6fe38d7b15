namespace Sair.Engine.Networks;

/// <summary>IResNet face recogniser (Deng 2019, ArcFace; Duta 2020), evaluation mode: 112² picture → descriptor.</summary>
/// <remarks>Parameter names are those of the public 50-layer checkpoint, a bare state dict. The descriptor is not normalised.</remarks>
public sealed class IResNet : Network<Tensor, Tensor>
{
    private const int FinalSide = 7;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;
    [ComponentName(Name = "bn1")]
    private readonly FrozenBatchNorm _bn1;
    [ComponentName(Name = "prelu.weight")]
    private readonly Parameter _prelu;
    private readonly List<IReadOnlyList<IResNetBlock>> _layers = [];
    [ComponentName(Name = "bn2")]
    private readonly FrozenBatchNorm _bn2;
    [ComponentName(Name = "fc")]
    private readonly Linear _fc;
    [ComponentName(Name = "features")]
    private readonly FrozenBatchNorm _features;

    /// <summary>Initializes a new instance of the <see cref="IResNet"/> class with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    public IResNet(IResNetConfiguration configuration)
        : base(nameof(IResNet))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var channels = configuration.StemChannels;
        _conv1 = nn.Conv2d(3, channels, 3, stride: 1, padding: 1, bias: false);
        _bn1 = new FrozenBatchNorm(channels);
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

        _bn2 = new FrozenBatchNorm(channels);
        _fc = nn.Linear(channels * FinalSide * FinalSide, configuration.Features);
        _features = new FrozenBatchNorm(configuration.Features);
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
