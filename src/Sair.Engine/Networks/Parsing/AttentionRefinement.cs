namespace Sair.Engine.Networks.Parsing;

/// <summary>Attention refinement of BiSeNet (Yu 2018, Fig. 2b). Parameters: <c>conv</c>, <c>conv_atten</c>, <c>bn_atten</c>.</summary>
internal sealed class AttentionRefinement : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormedConvolution _convolution;
    [ComponentName(Name = "conv_atten")]
    private readonly Conv2d _attention;
    [ComponentName(Name = "bn_atten")]
    private readonly FrozenBatchNorm _norm;

    public AttentionRefinement(int inputs, int outputs)
        : base(nameof(AttentionRefinement))
    {
        _convolution = new NormedConvolution(inputs, outputs, 3);
        _attention = nn.Conv2d(outputs, outputs, 1, bias: false);
        _norm = new FrozenBatchNorm(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var features = _convolution.forward(input);
        return features * _norm.forward(_attention.forward(features.mean([2, 3], keepdim: true))).sigmoid();
    }
}
