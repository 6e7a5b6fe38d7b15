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
    public ModulatedConvolution(
        int inputs,
        int outputs,
        int kernel,
        int styleDimension,
        bool demodulate = true,
        bool upsample = false,
        bool downsample = false
    )
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
        var result =
            _kernel == 1 && x.shape[0] == 1
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
        var isWorthIt =
            side >= (_upsample ? WinogradDoubledSide : WinogradSide)
            || (side >= SmallestWinogradSide && _inputs * _outputs * 9 * (_upsample ? 32 : 8) <= SmallPreparedWeights);
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

/// <summary>Modulated 3×3 convolution, noise, bias and leaky ReLU with gain √2 (Karras 2020, Fig. 2c).</summary>
/// <remarks>Parameters: <c>conv.*</c>, <c>noise.weight</c> [1], <c>activate.bias</c> [O].</remarks>
public sealed class StyledConvolution : Network
{
    private static readonly double Gain = Math.Sqrt(2);

    [ComponentName(Name = "conv")]
    private readonly ModulatedConvolution _convolution;

    [ComponentName(Name = "noise.weight")]
    private readonly Parameter _noiseWeight;

    [ComponentName(Name = "activate.bias")]
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="StyledConvolution"/> class with random weights.</summary>
    public StyledConvolution(int inputs, int outputs, int styleDimension, bool upsample = false)
        : base(nameof(StyledConvolution))
    {
        _convolution = new ModulatedConvolution(inputs, outputs, 3, styleDimension, upsample: upsample);
        _noiseWeight = new Parameter(zeros([1]));
        _bias = new Parameter(zeros([outputs]));
        RegisterComponents();
    }

    /// <summary>Computes the layer.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="latent">[N, S].</param>
    /// <param name="noise">[1 or N, 1, H′, W′].</param>
    /// <returns>[N, O, H′, W′].</returns>
    public Tensor Forward(Tensor x, Tensor latent, Tensor noise)
    {
        var (unscaled, scale) = _convolution.Convolve(x, latent);
        using var released = unscaled; // no gradient needs it

        // The activation's gain is moved before the (positively homogeneous) leaky ReLU, where it costs nothing.
        return StyleOperators.ModulatedActivation(
            unscaled,
            scale! * Gain,
            noise * (_noiseWeight * Gain),
            (_bias * Gain).reshape(1, -1, 1, 1)
        );
    }

    /// <summary>Computes once what depends on the parameters alone; later changes of them have no effect.</summary>
    internal void Freeze() => _convolution.Freeze();
}

/// <summary>
/// 1×1 modulated convolution to RGB without demodulation, added to the doubled picture of the resolution
/// below (the skip architecture).
/// </summary>
/// <remarks>Parameters: <c>conv.*</c>, <c>bias</c> [1, 3, 1, 1].</remarks>
public sealed class ToRgb : Network
{
    [ComponentName(Name = "conv")]
    private readonly ModulatedConvolution _convolution;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="ToRgb"/> class with random weights.</summary>
    public ToRgb(int inputs, int styleDimension)
        : base(nameof(ToRgb))
    {
        _convolution = new ModulatedConvolution(inputs, 3, 1, styleDimension, demodulate: false);
        _bias = new Parameter(zeros([1, 3, 1, 1]));
        RegisterComponents();
    }

    /// <summary>Computes the picture of this resolution.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="latent">[N, S].</param>
    /// <param name="below">[N, 3, H/2, W/2], or null at the lowest resolution.</param>
    /// <returns>[N, 3, H, W].</returns>
    public Tensor Forward(Tensor x, Tensor latent, Tensor? below)
    {
        var picture = _convolution.Convolve(x, latent).Unscaled + _bias;
        return below is null ? picture : picture + Upsample(below);
    }

    /// <summary>Doubles a picture with the binomial filter, gain 4: zeros inserted, padding (2, 1).</summary>
    /// <param name="picture">[N, 3, H, W].</param>
    /// <returns>[N, 3, 2H, 2W].</returns>
    public static Tensor Upsample(Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (height, width) = ((int)picture.shape[2], (int)picture.shape[3]);

        // Inside, the filter is bilinear interpolation; a border of zeros instead of repeated pixels makes it so everywhere.
        var padded = nn.functional.pad(picture, [1, 1, 1, 1]);
        var doubled = nn.functional.interpolate(
            padded,
            size: [2 * (height + 2), 2 * (width + 2)],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        );
        return doubled[.., .., 2..((2 * height) + 2), 2..((2 * width) + 2)];
    }

    /// <summary>Computes once what depends on the parameters alone; later changes of them have no effect.</summary>
    internal void Freeze() => _convolution.Freeze();
}

/// <summary>Linear layer with equalised learning rate (Karras 2018): weights are stored at unit variance and scaled when used.</summary>
public sealed class EqualizedLinear : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    private readonly double _scale;
    private readonly double _learningRateMultiplier;
    private readonly bool _activate;
    private (Tensor Weight, Tensor Bias)? _frozen;

    /// <summary>Initializes a new instance of the <see cref="EqualizedLinear"/> class with random weights.</summary>
    /// <param name="inputs">Length of the input.</param>
    /// <param name="outputs">Length of the output.</param>
    /// <param name="biasInitial">Initial bias.</param>
    /// <param name="learningRateMultiplier">
    /// Stored values are this much smaller than the used ones learn; 0.01 in the mapping network.
    /// </param>
    /// <param name="activate">Whether a leaky ReLU (0.2, gain √2) follows.</param>
    public EqualizedLinear(long inputs, long outputs, double biasInitial = 0, double learningRateMultiplier = 1, bool activate = false)
        : base(nameof(EqualizedLinear))
    {
        _learningRateMultiplier = learningRateMultiplier;
        _activate = activate;
        _scale = learningRateMultiplier / Math.Sqrt(inputs);
        _weight = new Parameter(randn(outputs, inputs) / learningRateMultiplier);
        _bias = new Parameter(full([outputs], biasInitial, float32));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var (weight, bias) = _frozen ?? Scaled(1);
        return _activate ? BiasActivation.Apply(nn.functional.linear(input, weight), bias) : nn.functional.linear(input, weight, bias);
    }

    /// <summary>Scales the parameters once; later changes of them have no effect.</summary>
    /// <param name="gain">Factor of the result that is folded in; 1 where an activation follows.</param>
    internal void Freeze(double gain = 1)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (weight, bias) = Scaled(gain);
        _frozen ??= (weight.DetachFromDisposeScope(), (bias * gain).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frozen?.Weight.Dispose();
            _frozen?.Bias.Dispose();
        }

        base.Dispose(disposing);
    }

    private (Tensor Weight, Tensor Bias) Scaled(double gain) =>
        (_weight * (_scale * gain), _learningRateMultiplier == 1 ? _bias : _bias * _learningRateMultiplier);
}

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
        nn.functional.leaky_relu(
            nn.functional.conv2d(input, _weight * (_scale * Gain), _bias * Gain, strides: [_stride, _stride], padding: [1, 1]),
            0.2
        );
}

/// <summary>Leaky ReLU (slope 0.2) of x + bias with gain √2, the activation of StyleGAN2.</summary>
public static class BiasActivation
{
    private const double Slope = 0.2;
    private static readonly double Gain = Math.Sqrt(2);

    /// <summary>Computes the activation.</summary>
    /// <param name="x">[N, C], [N, C, H, W], or [N, L, C].</param>
    /// <param name="bias">[C]: per dimension 1 at ranks 2 and 4, per last dimension at rank 3.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    public static Tensor Apply(Tensor x, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(bias);
        return nn.functional.leaky_relu(x + (x.ndim == 4 ? bias.reshape(1, -1, 1, 1) : bias), Slope) * Gain;
    }
}

/// <summary>
/// Up-sample, FIR filter, down-sample (Karras 2020): zeros inserted after each sample, padding, true convolution, decimation.
/// </summary>
public static class UpFirDn
{
    /// <summary>Filters every channel.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="kernel">[h, w], gain included; flipped before the correlation.</param>
    /// <param name="up">Factor of the zero insertion.</param>
    /// <param name="down">Every how many samples are kept, from the first.</param>
    /// <param name="before">Zeros before the first row and column; negative crops.</param>
    /// <param name="after">Zeros after the last row and column; negative crops.</param>
    /// <returns>[N, C, (H·up + before + after − h) / down + 1, …].</returns>
    public static Tensor Apply(Tensor x, Tensor kernel, int up = 1, int down = 1, int before = 0, int after = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(kernel);
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var spread = x;
        if (up > 1)
        {
            spread = nn
                .functional.pad(x.reshape(batch, channels, height, 1, width, 1), [0, up - 1, 0, 0, 0, up - 1])
                .reshape(batch, channels, height * up, width * up);
        }

        var padded = nn.functional.pad(spread, [before, after, before, after]);
        var flipped = kernel.flip(0, 1).expand(channels, 1, kernel.shape[0], kernel.shape[1]);
        return nn.functional.conv2d(padded, flipped, strides: [down, down], groups: channels);
    }
}
