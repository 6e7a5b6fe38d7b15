namespace Sair.Engine.Networks.IrSe;

/// <summary>Residual block of ArcFace's IR networks: BN, 3×3, PReLU, 3×3 with stride, BN, and channel attention in the SE form.</summary>
/// <remarks>
/// Parameters: <c>res_layer.{0,1,2,3,4}</c>, <c>res_layer.5.{fc1,fc2}</c> with attention, and <c>shortcut_layer.{0,1}</c>
/// where the number of channels changes; elsewhere the shortcut takes every stride-th pixel.
/// </remarks>
internal sealed class IrSeBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "res_layer.0")]
    private readonly FrozenBatchNorm _normIn;
    [ComponentName(Name = "res_layer.1")]
    private readonly Conv2d _first;
    [ComponentName(Name = "res_layer.2.weight")]
    private readonly Parameter _prelu;
    [ComponentName(Name = "res_layer.3")]
    private readonly Conv2d _second;
    [ComponentName(Name = "res_layer.4")]
    private readonly FrozenBatchNorm _normOut;
    [ComponentName(Name = "res_layer.5")]
    private readonly SqueezeExcitation? _attention;
    [ComponentName(Name = "shortcut_layer.0")]
    private readonly Conv2d? _shortcut;
    [ComponentName(Name = "shortcut_layer.1")]
    private readonly FrozenBatchNorm? _shortcutNorm;
    private readonly int _stride;

    public IrSeBlock(int inputs, int outputs, int stride, int attentionWidth)
        : base(nameof(IrSeBlock))
    {
        _stride = stride;
        _normIn = new FrozenBatchNorm(inputs);
        _first = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1, bias: false);
        _prelu = new Parameter(full([outputs], 0.25, float32));
        _second = nn.Conv2d(outputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _normOut = new FrozenBatchNorm(outputs);
        if (attentionWidth > 0)
        {
            _attention = new SqueezeExcitation(outputs, attentionWidth);
        }

        if (inputs != outputs)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false);
            _shortcutNorm = new FrozenBatchNorm(outputs);
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
