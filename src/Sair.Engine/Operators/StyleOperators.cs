using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Operators;

/// <summary>The two memory-bound operators of StyleGAN2: fused for single precision on the processor, plain elsewhere.</summary>
public static class StyleOperators
{
    private const double Slope = 0.2;

    /// <summary>leaky_relu(x · scale + noise + bias, 0.2) in one pass; first derivatives only.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="scale">
    /// [N, C, 1, 1]: the demodulation; no zeros where gradients are wanted, which are computed from the result so that
    /// <paramref name="x"/> need not be kept.
    /// </param>
    /// <param name="noise">[1 or N, 1, H, W].</param>
    /// <param name="bias">[1, C, 1, 1].</param>
    public static Tensor ModulatedActivation(Tensor x, Tensor scale, Tensor noise, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        return !NativeOperators.Fit(x) ? PlainModulatedActivation(x, scale, noise, bias)
            : NativeOperators.IsRecorded(x, scale, noise, bias) ? FusedActivation.apply(x, scale, noise, bias)
            : FusedActivation.Compute(x.contiguous(), scale.contiguous(), noise.contiguous(), bias.contiguous());
    }

    /// <summary>Filters every channel with the binomial kernel outer([1, 3, 3, 1]) / 16 after zero padding.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="pad">Zeros on every side; the output has height H + 2 · pad − 3.</param>
    public static Tensor Blur(Tensor x, long pad)
    {
        ArgumentNullException.ThrowIfNull(x);
        return !NativeOperators.Fit(x) ? PlainBlur(x, pad)
            : NativeOperators.IsRecorded(x) ? FusedBlur.apply(x, pad)
            : FusedBlur.Compute(x, pad);
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

    // Of every layer the result is kept, and not what it was made of.
    private sealed unsafe class FusedActivation : autograd.SingleTensorFunction<FusedActivation>
    {
        public override string Name => nameof(FusedActivation);

        public static Tensor Compute(Tensor x, Tensor scale, Tensor noise, Tensor bias)
        {
            var shape = x.shape;
            var area = shape[2] * shape[3];
            var y = empty_like(x);
            NativeOperators.Activate(
                NativeOperators.Values(x),
                NativeOperators.Values(scale),
                NativeOperators.Values(noise),
                NativeOperators.Values(bias),
                NativeOperators.Values(y),
                shape[0],
                shape[1],
                area,
                Step(noise, shape[0], area),
                get_num_threads()
            );
            KeepAlive(x, scale, noise, bias);
            return y;
        }

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var noiseGiven = (Tensor)vars[2];
            var (x, scale, noise, bias) = (
                ((Tensor)vars[0]).contiguous(),
                ((Tensor)vars[1]).contiguous(),
                noiseGiven.contiguous(),
                ((Tensor)vars[3]).contiguous()
            );
            var y = Compute(x, scale, noise, bias);
            ctx.save_for_backward([scale, noise, bias, y]);
            ctx.save_data("noise", noiseGiven.requires_grad);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (scale, noise, bias, y, g) = (saved[0], saved[1], saved[2], saved[3], grad_output.contiguous());
            var shape = y.shape;
            var area = shape[2] * shape[3];
            var (gx, gscale, gbias) = (empty_like(y), empty_like(scale), empty([shape[0], shape[1], 1, 1]));
            NativeOperators.ActivateBackward(
                NativeOperators.Values(g),
                NativeOperators.Values(y),
                NativeOperators.Values(scale),
                NativeOperators.Values(noise),
                NativeOperators.Values(bias),
                NativeOperators.Values(gx),
                NativeOperators.Values(gscale),
                NativeOperators.Values(gbias),
                shape[0],
                shape[1],
                area,
                Step(noise, shape[0], area),
                get_num_threads()
            );
            KeepAlive(g, y, scale, noise);
            var gnoise = ctx.get_data("noise") is true ? where(y > 0, g, g * Slope).sum([1], keepdim: true) : null;
            if (gnoise is not null && noise.shape[0] == 1 && shape[0] > 1)
            {
                gnoise = gnoise.sum([0], keepdim: true);
            }

            return [gx, gscale, gnoise!, gbias.sum([0], keepdim: true)];
        }

        // The native function sees addresses, which hold nothing.
        private static void KeepAlive(Tensor first, Tensor second, Tensor third, Tensor fourth)
        {
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(third);
            GC.KeepAlive(fourth);
        }

        private static long Step(Tensor noise, long batch, long area) => noise.shape[0] == batch && batch > 1 ? area : 0;
    }

    private sealed unsafe class FusedBlur : autograd.SingleTensorFunction<FusedBlur>
    {
        private const int Reach = 3;

        public override string Name => nameof(FusedBlur);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var pad = (long)vars[1];
            ctx.save_data("pad", pad);
            return Compute((Tensor)vars[0], pad);
        }

        // The kernel is symmetric, so the adjoint is the same blur with the complementary padding.
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var pad = Reach - (long)ctx.get_data("pad");
            return [grad_output.requires_grad ? apply(grad_output, pad) : Compute(grad_output, pad), null!];
        }

        public static Tensor Compute(Tensor given, long pad)
        {
            var x = given.contiguous();
            var shape = x.shape;
            var y = empty([shape[0], shape[1], shape[2] + (2 * pad) - Reach, shape[3] + (2 * pad) - Reach]);
            NativeOperators.Blur(
                NativeOperators.Values(x),
                NativeOperators.Values(y),
                shape[0] * shape[1],
                shape[2],
                shape[3],
                pad,
                get_num_threads()
            );
            GC.KeepAlive(x);
            return y;
        }
    }
}
