namespace Sair.Engine.Networks.Parsing;

/// <summary>Convolution without bias, batch normalisation, ReLU. Parameters: <c>conv</c>, <c>bn</c>.</summary>
internal sealed class NormedConvolution : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;
    [ComponentName(Name = "bn")]
    private readonly FrozenBatchNorm _norm;

    public NormedConvolution(int inputs, int outputs, int kernel)
        : base(nameof(NormedConvolution))
    {
        _convolution = nn.Conv2d(inputs, outputs, kernel, stride: 1, padding: kernel / 2, bias: false);
        _norm = new FrozenBatchNorm(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _norm.forward(_convolution.forward(input)).relu();
}
