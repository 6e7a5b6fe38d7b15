using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

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
        return StyleOperators.ModulatedActivation(unscaled, scale! * Gain, noise * (_noiseWeight * Gain), (_bias * Gain).reshape(1, -1, 1, 1));
    }

    /// <summary>Computes once what depends on the parameters alone; later changes of them have no effect.</summary>
    internal void Freeze() => _convolution.Freeze();
}
