namespace Sair.Engine.Networks.Parsing;

/// <summary>Feature fusion of BiSeNet (Yu 2018, Fig. 2c). Parameters: <c>convblk</c>, <c>conv1</c>, <c>conv2</c>.</summary>
internal sealed class FeatureJoin : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Reduction = 4;

    private readonly NormedConvolution _convolution;
    private readonly Conv2d _squeeze;
    private readonly Conv2d _excite;

    public FeatureJoin(int inputs, int outputs)
        : base(nameof(FeatureJoin))
    {
        _convolution = new NormedConvolution(inputs, outputs, 1);
        _squeeze = nn.Conv2d(outputs, outputs / Reduction, 1, bias: false);
        _excite = nn.Conv2d(outputs / Reduction, outputs, 1, bias: false);
        register_module("convblk", _convolution);
        register_module("conv1", _squeeze);
        register_module("conv2", _excite);
    }

    // Two [N, C, H, W] → [N, O, H, W]
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        var features = _convolution.forward(cat([input1, input2], 1));
        var attention = _excite.forward(_squeeze.forward(features.mean([2, 3], keepdim: true)).relu()).sigmoid();
        return features + (features * attention);
    }
}
