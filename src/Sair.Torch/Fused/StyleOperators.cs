#if TORCHSHARP
using TorchSharp;
using static TorchSharp.torch;
#else
using static Sair.Torch.torch;
#endif

namespace Sair.Torch.Fused;

/// <summary>The two memory-bound operators of StyleGAN2, fused where the shim offers them and plain elsewhere.</summary>
public static partial class StyleOperators
{
    private const double Slope = 0.2;

    /// <summary>leaky_relu(x · scale + noise + bias, 0.2) in one pass; first derivatives only.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="scale">[N, C, 1, 1]: the demodulation; no zeros where gradients are wanted, which are computed from the result so that <paramref name="x"/> need not be kept.</param>
    /// <param name="noise">[1 or N, 1, H, W].</param>
    /// <param name="bias">[1, C, 1, 1].</param>
    public static Tensor ModulatedActivation(Tensor x, Tensor scale, Tensor noise, Tensor bias)
    {
        Tensor? fused = null;
        TryModulatedActivation(x, scale, noise, bias, ref fused);
        return fused ?? PlainModulatedActivation(x, scale, noise, bias);
    }

    /// <summary>Filters every channel with the binomial kernel outer([1, 3, 3, 1]) / 16 after zero padding.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="pad">Zeros on every side; the output has height H + 2 · pad − 3.</param>
    public static Tensor Blur(Tensor x, long pad)
    {
        Tensor? fused = null;
        TryBlur(x, pad, ref fused);
        return fused ?? PlainBlur(x, pad);
    }

    /// <summary>The same as <see cref="ModulatedActivation"/> in plain operators: any device and type, any order of derivatives.</summary>
    public static Tensor PlainModulatedActivation(Tensor x, Tensor scale, Tensor noise, Tensor bias) =>
        nn.functional.leaky_relu((x * scale) + noise + bias, Slope);

    /// <summary>The same as <see cref="Blur"/> in plain operators.</summary>
    public static Tensor PlainBlur(Tensor x, long pad)
    {
        ArgumentNullException.ThrowIfNull(x);
        var channels = x.shape[1];
        var taps = tensor(new float[] { 1, 3, 3, 1 }, device: x.device).to(x.dtype) / 4;
        var kernel = (taps.reshape(4, 1) * taps.reshape(1, 4)).expand(channels, 1, 4, 4); // [C, 1, 4, 4]
        return nn.functional.conv2d(x, kernel, padding: [pad, pad], groups: channels);
    }

    static partial void TryModulatedActivation(Tensor x, Tensor scale, Tensor noise, Tensor bias, ref Tensor? result);

    static partial void TryBlur(Tensor x, long pad, ref Tensor? result);
}
