using Sair.Engine.Networks;

namespace Sair.Engine.Faces.Networks;

/// <summary>Where a convolution puts zeros, in TensorFlow's words.</summary>
internal enum ConvolutionPadding
{
    /// <summary>No zeros: the output shrinks.</summary>
    Valid,

    /// <summary>Output side = ceil(input side / stride); an odd number of zeros puts the larger part at the bottom and right.</summary>
    Same,
}

/// <summary>A 2-d convolution whose filters do not learn; normalisation that follows it is folded into filters and bias.</summary>
internal sealed class FrozenConvolution : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;
    private readonly long _stride;
    private readonly long _groups;
    private readonly long _kernel;
    private readonly ConvolutionPadding _padding;

    /// <summary>Takes over filters [O, I / groups, k, k] and a bias [O].</summary>
    public FrozenConvolution(Tensor weight, Tensor? bias, long stride = 1, ConvolutionPadding padding = ConvolutionPadding.Same, bool isDepthwise = false)
        : base(nameof(FrozenConvolution))
    {
        _stride = stride;
        _padding = padding;
        _kernel = weight.shape[2];
        _groups = isDepthwise ? weight.shape[0] : 1;
        _weight = new Parameter(weight, requires_grad: false);
        _bias = bias is null ? null : new Parameter(bias, requires_grad: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (_padding == ConvolutionPadding.Valid)
        {
            return Convolve(input, 0, 0);
        }

        var shape = input.shape;
        var rows = Zeros(shape[2]);
        var columns = Zeros(shape[3]);
        return rows % 2 == 0 && columns % 2 == 0
            ? Convolve(input, rows / 2, columns / 2)
            : Convolve(nn.functional.pad(input, [columns / 2, columns - (columns / 2), rows / 2, rows - (rows / 2)]), 0, 0);
    }

    private Tensor Convolve(Tensor input, long rows, long columns) =>
        nn.functional.conv2d(input, _weight, _bias, [_stride, _stride], [rows, columns], groups: _groups);

    private long Zeros(long side) => Math.Max((((side + _stride - 1) / _stride) - 1) * _stride + _kernel - side, 0);
}
