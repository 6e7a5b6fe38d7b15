using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>Style-modulated convolution of StyleGAN2 (Karras 2020, §2.2) in the form "scale input, convolve, scale output".</summary>
/// <remarks>
/// Equal to the grouped convolution with modulated weights to rounding, but shares one weight over the batch and needs no
/// weight gradient when only the latent is optimised. Parameters: <c>weight</c> [1, O, I, k, k], <c>modulation.weight</c>
/// [I, S], <c>modulation.bias</c> [I] (initial value 1).
/// </remarks>
public sealed class ModulatedConvolution : Network
{
    private const double Epsilon = 1e-8;

    // From these sides on, always; from the smallest on where the prepared weights, 8 and 32 times the kernel, stay small.
    private const int WinogradSide = 32;
    private const int WinogradDoubledSide = 64;
    private const int SmallestWinogradSide = 16;
    private const long SmallPreparedWeights = 20_000_000; // numbers

    [ComponentName(Name = "modulation")]
    private readonly EqualizedLinear _modulation;
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    private readonly bool _demodulate;
    private readonly bool _upsample;
    private readonly bool _downsample;
    private readonly long _outputs;
    private readonly long _inputs;
    private readonly long _kernel;
    private readonly double _gain;
    private (Tensor Kernel, Tensor Energy)? _frozen;
    private WinogradKernel? _winograd;

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
        _weight = new Parameter(randn([1, outputs, inputs, kernel, kernel]));
        _modulation = new EqualizedLinear(styleDimension, inputs, biasInitial: 1);
        RegisterComponents();
    }

    /// <summary>Convolves; the result still lacks the demodulation, which the caller fuses with noise, bias and activation.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="latent">[N, S].</param>
    /// <returns>The unscaled result [N, O, H′, W′] and its factor [N, O, 1, 1], or null where nothing is demodulated.</returns>
    public (Tensor Unscaled, Tensor? Scale) Convolve(Tensor x, Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(x);
        var style = _frozen is null ? _modulation.forward(latent) * _gain : _modulation.forward(latent); // [N, I]
        var kernel = _frozen?.Kernel ?? Kernel();
        var result = _kernel == 1 && x.shape[0] == 1
            ? Mix(x, style, kernel)
            : Winograd(x)?.Convolve(x, style) ?? Filter(x * style.reshape(-1, _inputs, 1, 1), kernel);
        if (!_demodulate)
        {
            return (result, null);
        }

        var scale = (nn.functional.linear(style.square(), _frozen?.Energy ?? Energy()) + Epsilon).rsqrt(); // [N, O]
        return (result, scale.reshape(-1, _outputs, 1, 1));
    }

    /// <summary>Computes once what depends on the parameters alone; later changes of them have no effect.</summary>
    internal void Freeze()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _modulation.Freeze(_gain);
        _frozen ??= (Kernel().contiguous().DetachFromDisposeScope(), Energy().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frozen?.Kernel.Dispose();
            _frozen?.Energy.Dispose();
            _winograd?.Dispose();
        }

        base.Dispose(disposing);
    }

    // [O, I, k, k], or [I, O, k, k] for the transposed convolution.
    private Tensor Kernel()
    {
        var weight = _weight.reshape(_outputs, _inputs, _kernel, _kernel);
        return _upsample ? weight.transpose(0, 1) : weight;
    }

    // [O, I]: squared weights summed over the kernel.
    private Tensor Energy() => _weight.square().sum([3, 4]).reshape(_outputs, _inputs);

    // Prepared at the first large picture, so that a search at low resolution does not pay for it.
    private WinogradKernel? Winograd(Tensor x)
    {
        var side = x.shape[2];
        var isWorthIt = side >= (_upsample ? WinogradDoubledSide : WinogradSide) || (side >= SmallestWinogradSide && _inputs * _outputs * 9 * (_upsample ? 32 : 8) <= SmallPreparedWeights);
        if (_frozen is null || _kernel != 3 || _downsample || !isWorthIt || !WinogradKernel.Fits(x))
        {
            return null;
        }

        if (_winograd is null)
        {
            using var scope = NewDisposeScope();
            var weight = _weight.detach().reshape(_outputs, _inputs, _kernel, _kernel);
            _winograd = _upsample ? WinogradKernel.Doubling(weight) : WinogradKernel.Plain(weight);
        }

        return _winograd;
    }

    private Tensor Filter(Tensor modulated, Tensor kernel)
    {
        if (_upsample)
        {
            // Stride-2 transposed convolution gives 2H + 1; the blur (gain 4 = 2 per axis) brings it to 2H.
            return StyleOperators.Blur(nn.functional.conv_transpose2d(modulated, kernel, strides: [2, 2]), 1);
        }

        // The blur has gain 4, halving wants 1.
        return _downsample
            ? nn.functional.conv2d(StyleOperators.Blur(modulated, 2) * 0.25, kernel, strides: [2, 2])
            : nn.functional.conv2d(modulated, kernel, padding: [_kernel / 2, _kernel / 2]);
    }

    // A 1 × 1 kernel on one picture is a matrix product, where scaling the few weights is cheaper than scaling the picture.
    private Tensor Mix(Tensor x, Tensor style, Tensor kernel) =>
        (kernel.reshape(_outputs, _inputs) * style).matmul(x.reshape(_inputs, -1)).reshape(1, _outputs, x.shape[2], x.shape[3]);
}
