namespace Sair.Engine.Networks.IrSe;

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
