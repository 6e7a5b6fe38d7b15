namespace Sair.Engine.Networks.Parsing;

/// <summary>Classes of every pixel. Parameters: <c>conv</c>, <c>conv_out</c>.</summary>
internal sealed class ParsingHead : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly NormedConvolution _convolution;
    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _classes;

    public ParsingHead(int inputs, int width, int classes)
        : base(nameof(ParsingHead))
    {
        _convolution = new NormedConvolution(inputs, width, 3);
        _classes = nn.Conv2d(width, classes, 1, bias: false);
        RegisterComponents();
    }

    // [N, C, H, W] → [N, K, H, W]
    public override Tensor forward(Tensor input) => _classes.forward(_convolution.forward(input));
}
