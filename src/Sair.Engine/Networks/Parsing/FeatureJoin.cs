namespace Sair.Engine.Networks.Parsing;

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
