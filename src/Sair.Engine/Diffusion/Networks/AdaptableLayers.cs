namespace Sair.Engine.Diffusion.Networks;

/// <summary>2-d convolution with zero padding that keeps the side.</summary>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="side">Odd side of the kernel.</param>
/// <param name="startsAtZero">Whether it starts as nothing.</param>
public sealed class AdaptableConvolution(long inputs, long outputs, long side, bool startsAtZero = false)
    : AdaptableLayer(nameof(AdaptableConvolution), [outputs, inputs, side, side], startsAtZero)
{
    private readonly long _padding = side / 2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, EffectiveWeight, Bias, padding: [_padding, _padding]);
}

/// <summary>The same linear map at every position of [N, I, L], stored as a 1-d convolution [O, I, 1].</summary>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="startsAtZero">Whether it starts as nothing.</param>
public sealed class AdaptablePointwise(long inputs, long outputs, bool startsAtZero = false)
    : AdaptableLayer(nameof(AdaptablePointwise), [outputs, inputs, 1], startsAtZero)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv1d(input, EffectiveWeight, Bias);
}

/// <summary>Linear map of [N, I].</summary>
/// <param name="inputs">Length of the input.</param>
/// <param name="outputs">Length of the output.</param>
public sealed class AdaptableLinear(long inputs, long outputs)
    : AdaptableLayer(nameof(AdaptableLinear), [outputs, inputs], startsAtZero: false)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, EffectiveWeight, Bias);
}
