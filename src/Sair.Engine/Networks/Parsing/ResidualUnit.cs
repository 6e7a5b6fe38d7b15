namespace Sair.Engine.Networks.Parsing;

/// <summary>Basic block of ResNet-18 (He 2016). Parameters: <c>conv1</c>, <c>bn1</c>, <c>conv2</c>, <c>bn2</c>, <c>downsample.{0,1}</c> where the shape changes.</summary>
internal sealed class ResidualUnit : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _first;
    [ComponentName(Name = "bn1")]
    private readonly FrozenBatchNorm _firstNorm;
    [ComponentName(Name = "conv2")]
    private readonly Conv2d _second;
    [ComponentName(Name = "bn2")]
    private readonly FrozenBatchNorm _secondNorm;
    [ComponentName(Name = "downsample.0")]
    private readonly Conv2d? _shortcut;
    [ComponentName(Name = "downsample.1")]
    private readonly FrozenBatchNorm? _shortcutNorm;

    public ResidualUnit(int inputs, int outputs, int stride)
        : base(nameof(ResidualUnit))
    {
        _first = nn.Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _firstNorm = new FrozenBatchNorm(outputs);
        _second = nn.Conv2d(outputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _secondNorm = new FrozenBatchNorm(outputs);
        if (inputs != outputs || stride != 1)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new FrozenBatchNorm(outputs);
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
