namespace Sair.Engine.Networks.IrSe;

/// <summary>Stem and blocks of an IR or IR-SE network (Deng 2019; Hu 2018), as recogniser and encoder share them.</summary>
/// <remarks>Parameters: <c>input_layer.{0,1,2}</c> and <c>body.N</c>.</remarks>
public abstract class IrSeBackbone : Network<Tensor, Tensor>
{
    [ComponentName(Name = "input_layer.0")]
    private protected readonly Conv2d _stem;
    [ComponentName(Name = "input_layer.1")]
    private protected readonly FrozenBatchNorm _stemNorm;
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
        _stemNorm = new FrozenBatchNorm(channels);
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
