using Sair.Torch.Fused;

namespace Sair.Engine.Networks;

/// <summary>Style-modulated convolution of StyleGAN2 (Karras 2020, §2.2) in the form "scale input, convolve, scale output".</summary>
/// <remarks>
/// Equal to the grouped convolution with modulated weights to rounding, but shares one weight over the batch and needs no
/// weight gradient when only the latent is optimised. Parameters: <c>weight</c> [1, O, I, k, k], <c>modulation.weight</c>
/// [I, S], <c>modulation.bias</c> [I] (initial value 1).
/// </remarks>
public sealed class ModulatedConvolution : nn.Module
{
    private const double Epsilon = 1e-8;

    private readonly EqualizedLinear _modulation;
    private readonly Parameter _weight;
    private readonly bool _demodulate;
    private readonly bool _upsample;
    private readonly bool _downsample;
    private readonly long _outputs;
    private readonly long _inputs;
    private readonly long _kernel;
    private readonly double _gain;

    /// <summary>Initializes a new instance of the <see cref="ModulatedConvolution"/> class with random weights.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel side: 1 or 3.</param>
    /// <param name="styleDimension">Length of the latent row.</param>
    /// <param name="demodulate">Whether output variance is normalised.</param>
    /// <param name="upsample">Whether the picture is doubled.</param>
    /// <param name="downsample">Whether the picture is halved.</param>
    public ModulatedConvolution(int inputs, int outputs, int kernel, int styleDimension, bool demodulate = true, bool upsample = false, bool downsample = false)
        : base(nameof(ModulatedConvolution))
    {
        _inputs = inputs;
        _outputs = outputs;
        _kernel = kernel;
        _demodulate = demodulate;
        _upsample = upsample;
        _downsample = downsample;
        _gain = 1 / Math.Sqrt((double)inputs * kernel * kernel);
        _weight = new Parameter(randn(1, outputs, inputs, kernel, kernel));
        _modulation = new EqualizedLinear(styleDimension, inputs, biasInitial: 1);
        register_parameter("weight", _weight);
        register_module("modulation", _modulation);
    }

    /// <summary>Convolves; the result still lacks the demodulation, which the caller fuses with noise, bias and activation.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="latent">[N, S].</param>
    /// <returns>The unscaled result [N, O, H′, W′] and its factor [N, O, 1, 1], or null where nothing is demodulated.</returns>
    public (Tensor Unscaled, Tensor? Scale) Convolve(Tensor x, Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(x);
        var style = _modulation.forward(latent) * _gain; // [N, I]
        var weight = _weight.reshape(_outputs, _inputs, _kernel, _kernel);
        var modulated = x * style.reshape(-1, _inputs, 1, 1);
        Tensor result;
        if (_upsample)
        {
            // Stride-2 transposed convolution gives 2H + 1; the blur (gain 4 = 2 per axis) brings it to 2H.
            var wide = nn.functional.conv_transpose2d(modulated, weight.transpose(0, 1), stride: [2, 2]);
            result = StyleOperators.Blur(wide, 1);
        }
        else if (_downsample)
        {
            // The blur has gain 4, halving wants 1.
            result = nn.functional.conv2d(StyleOperators.Blur(modulated, 2) * 0.25, weight, strides: [2, 2]);
        }
        else
        {
            result = nn.functional.conv2d(modulated, weight, padding: [_kernel / 2, _kernel / 2]);
        }

        if (!_demodulate)
        {
            return (result, null);
        }

        var energy = weight.square().sum([2, 3]); // [O, I]
        var scale = (nn.functional.linear(style.square(), energy) + Epsilon).rsqrt(); // [N, O]
        return (result, scale.reshape(-1, _outputs, 1, 1));
    }
}
