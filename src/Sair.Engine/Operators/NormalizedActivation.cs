using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sair.Engine.Operators;

/// <summary>
/// Group normalisation (Wu and He 2018) with SiLU behind it, as residual blocks of diffusion and codebook networks begin: fused for
/// single precision on the processor, plain elsewhere.
/// </summary>
/// <remarks>Of each layer only its input is kept for the gradients, where plain operators keep four maps of its size.</remarks>
public static class NormalizedActivation
{
    /// <summary>silu(norm(x)) in one operator; first derivatives only.</summary>
    /// <param name="norm">Groups, epsilon, scale and shift.</param>
    /// <param name="x">[N, C, H, W].</param>
    public static Tensor Apply(GroupNorm norm, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(x);
        if (!NativeOperators.Fit(x))
        {
            return nn.functional.silu(norm.forward(x));
        }

        long[] each = [x.shape[0], x.shape[1]];
        return Fused(norm, x, norm.weight!.expand(each), norm.bias!.expand(each));
    }

    /// <summary>silu(norm(x) · (1 + scale) + shift) in one operator (AdaGN, Dhariwal and Nichol 2021); first derivatives only.</summary>
    /// <param name="norm">Groups, epsilon, scale and shift.</param>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="scale">[N, C].</param>
    /// <param name="shift">[N, C].</param>
    public static Tensor Apply(GroupNorm norm, Tensor x, Tensor scale, Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        return NativeOperators.Fit(x)
            ? Fused(norm, x, norm.weight! * (scale + 1), (norm.bias! * (scale + 1)) + shift)
            : Plain(norm, x, scale, shift);
    }

    /// <summary>The same as the modulated form in plain operators: any device and type, any order of derivatives.</summary>
    public static Tensor Plain(GroupNorm norm, Tensor x, Tensor scale, Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(norm);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        return nn.functional.silu((norm.forward(x) * (scale + 1).unsqueeze(-1).unsqueeze(-1)) + shift.unsqueeze(-1).unsqueeze(-1));
    }

    private static Tensor Fused(GroupNorm norm, Tensor x, Tensor scale, Tensor shift) =>
        NativeOperators.IsRecorded(x, scale, shift)
            ? Function.apply(x, scale, shift, norm.num_groups, norm.eps)
            : Function.Compute(x.contiguous(), scale.contiguous(), shift.contiguous(), norm.num_groups, norm.eps).Activated;

    private sealed unsafe class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(NormalizedActivation);

        public static (Tensor Activated, Tensor Mean, Tensor Rstd) Compute(
            Tensor x,
            Tensor scale,
            Tensor shift,
            long groups,
            double epsilon
        )
        {
            var shape = x.shape;
            var (y, mean, rstd) = (empty_like(x), empty([shape[0], groups]), empty([shape[0], groups]));
            NativeOperators.Normalize(
                NativeOperators.Values(x),
                NativeOperators.Values(scale),
                NativeOperators.Values(shift),
                NativeOperators.Values(y),
                NativeOperators.Values(mean),
                NativeOperators.Values(rstd),
                shape[0],
                shape[1],
                shape[2] * shape[3],
                groups,
                epsilon,
                get_num_threads()
            );
            KeepAlive(x, scale, shift);
            return (y, mean, rstd);
        }

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, scale, shift) = (((Tensor)vars[0]).contiguous(), ((Tensor)vars[1]).contiguous(), ((Tensor)vars[2]).contiguous());
            var (y, mean, rstd) = Compute(x, scale, shift, (long)vars[3], (double)vars[4]);
            ctx.save_for_backward([x, scale, shift, mean, rstd]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (x, scale, shift, mean, rstd, g) = (saved[0], saved[1], saved[2], saved[3], saved[4], grad_output.contiguous());
            var shape = x.shape;
            var (gx, gscale, gshift) = (empty_like(x), empty_like(scale), empty_like(shift));
            NativeOperators.NormalizeBackward(
                NativeOperators.Values(g),
                NativeOperators.Values(x),
                NativeOperators.Values(scale),
                NativeOperators.Values(shift),
                NativeOperators.Values(mean),
                NativeOperators.Values(rstd),
                NativeOperators.Values(gx),
                NativeOperators.Values(gscale),
                NativeOperators.Values(gshift),
                shape[0],
                shape[1],
                shape[2] * shape[3],
                mean.shape[1],
                get_num_threads()
            );
            KeepAlive(x, scale, shift);
            KeepAlive(g, mean, rstd);
            return [gx, gscale, gshift, null!, null!];
        }

        // The native function sees addresses, which hold nothing.
        private static void KeepAlive(Tensor first, Tensor second, Tensor third)
        {
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(third);
        }
    }
}
