namespace Sair.Engine.Networks;

/// <summary>Residual block of IResNet: BN, 3×3, BN, PReLU, 3×3 with stride, BN; no activation after the sum.</summary>
/// <remarks>Parameters: <c>bn1</c>, <c>conv1</c>, <c>bn2</c>, <c>prelu</c>, <c>conv2</c>, <c>bn3</c>, and <c>downsample.0/.1</c> where the shortcut changes shape.</remarks>
internal sealed class IResNetBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "bn1")]
    private readonly FrozenBatchNorm _bn1;
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;
    [ComponentName(Name = "bn2")]
    private readonly FrozenBatchNorm _bn2;
    [ComponentName(Name = "prelu.weight")]
    private readonly Parameter _prelu;
    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;
    [ComponentName(Name = "bn3")]
    private readonly FrozenBatchNorm _bn3;
    [ComponentName(Name = "downsample.0")]
    private readonly Conv2d? _shortcut;
    [ComponentName(Name = "downsample.1")]
    private readonly FrozenBatchNorm? _shortcutNorm;

    public IResNetBlock(int inputs, int outputs, bool first)
        : base(nameof(IResNetBlock))
    {
        var stride = first ? 2 : 1;
        _bn1 = new FrozenBatchNorm(inputs);
        _conv1 = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _bn2 = new FrozenBatchNorm(outputs);
        _prelu = new Parameter(full([outputs], 0.25, float32));
        _conv2 = nn.Conv2d(outputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _bn3 = new FrozenBatchNorm(outputs);
        if (first)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new FrozenBatchNorm(outputs);
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
