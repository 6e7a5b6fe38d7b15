namespace Sair.Engine.Networks;

/// <summary>3×3 convolution with equalised learning rate, bias and leaky ReLU (0.2, gain √2).</summary>
/// <remarks>Parameters: <c>weight</c> [O, I, 3, 3], <c>bias</c> [O].</remarks>
public sealed class EqualizedConvolution : Network<Tensor, Tensor>
{
    private static readonly double Gain = Math.Sqrt(2);

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    private readonly long _stride;
    private readonly double _scale;

    /// <summary>Initializes a new instance of the <see cref="EqualizedConvolution"/> class with random weights.</summary>
    public EqualizedConvolution(int inputs, int outputs, int stride = 1)
        : base(nameof(EqualizedConvolution))
    {
        _stride = stride;
        _scale = 1 / Math.Sqrt(inputs * 9.0);
        _weight = new Parameter(randn(outputs, inputs, 3, 3));
        _bias = new Parameter(zeros([outputs]));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        nn.functional.leaky_relu(nn.functional.conv2d(input, _weight * (_scale * Gain), _bias * Gain, strides: [_stride, _stride], padding: [1, 1]), 0.2);
}
