using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Operators;

/// <summary>
/// A 3×3 kernel prepared for Winograd's minimal filtering F(4×4, 3×3) (Lavin 2016): convolves modulated pictures with a quarter
/// of the multiplications. Only picture and style get gradients, of first order.
/// </summary>
/// <remarks>
/// Results differ from the direct convolution by about 3e-6 of the largest value. The prepared weights take eight times the memory
/// of the kernel, doubling kernels 32 times.
/// </remarks>
public sealed class WinogradKernel : IDisposable
{
    // Both sides of a picture must be multiples of this.
    private const int Multiple = 8;
    private const int Patch = 6;

    // G of F(4 × 4, 3 × 3): [6, 3]
    private static readonly double[] s_transform =
    [
        1 / 4.0,
        0,
        0,
        -1 / 6.0,
        -1 / 6.0,
        -1 / 6.0,
        -1 / 6.0,
        1 / 6.0,
        -1 / 6.0,
        1 / 24.0,
        1 / 12.0,
        1 / 6.0,
        1 / 24.0,
        -1 / 12.0,
        1 / 6.0,
        0,
        0,
        1,
    ];

    private readonly Tensor _forward;
    private readonly Tensor _backward;
    private readonly bool _doubles;

    private WinogradKernel(Tensor weights, Tensor adjoint, bool doubles)
    {
        _forward = weights;
        _backward = adjoint;
        _doubles = doubles;
    }

    /// <summary>Tells whether a picture can be convolved: single precision, on the processor, and sides that are multiples of 8.</summary>
    /// <param name="x">[N, C, H, W].</param>
    public static bool Fits(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return NativeOperators.Fit(x) && x.shape[2] % Multiple == 0 && x.shape[3] % Multiple == 0;
    }

    /// <summary>Prepares a kernel for convolution with zero padding.</summary>
    /// <param name="weight">[O, I, 3, 3].</param>
    public static WinogradKernel Plain(Tensor weight) => Create(weight, doubles: false);

    /// <summary>
    /// Prepares the kernel of a stride-2 transposed convolution followed by <see cref="StyleOperators.Blur"/> with
    /// padding 1: both in one step.
    /// </summary>
    /// <param name="weight">[O, I, 3, 3], where value (u, v) of a pixel goes to (2y + u, 2x + v).</param>
    public static WinogradKernel Doubling(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = NewDisposeScope();
        var phases = new[] { Phase(0), Phase(1) };
        return Create(
            cat([.. phases.SelectMany(_ => phases, (rows, columns) => rows.matmul(weight).matmul(columns.t()))], 0),
            doubles: true
        );
    }

    /// <summary>Convolves.</summary>
    /// <param name="x">[N, I, H, W] for which <see cref="Fits"/> holds.</param>
    /// <param name="style">[N, I], the factor of each input channel.</param>
    /// <returns>[N, O, H, W], or [N, O, 2H, 2W] of a doubling kernel.</returns>
    public Tensor Convolve(Tensor x, Tensor style)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(style);
        var (channels, outputs) = (_forward.shape[2], _backward.shape[2]);
        if (!Fits(x) || x.shape[1] != channels || style.shape[0] != x.shape[0] || style.shape[1] != channels)
        {
            throw new ArgumentException(
                $"A picture [{string.Join(", ", x.shape)}] with style [{string.Join(", ", style.shape)}] does not fit a kernel of "
                    + $"{channels} to {outputs} channels.",
                nameof(x)
            );
        }

        return NativeOperators.IsRecorded(x, style)
            ? Convolution.apply(x, style, _forward, _backward, _doubles)
            : Convolution.Compute(x.contiguous(), style.contiguous(), _forward, outputs, _doubles);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
    }

    private static WinogradKernel Create(Tensor weight, bool doubles)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return new WinogradKernel(
            Prepare(weight).DetachFromDisposeScope(),
            Prepare(weight.flip(2, 3).transpose(0, 1)).DetachFromDisposeScope(),
            doubles
        );
    }

    // [O, I, 3, 3] → [36, O′, I], transformed and packed for packed_product.h
    private static unsafe Tensor Prepare(Tensor weight)
    {
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var flat = weight.to(ScalarType.Float64).reshape(-1, 9); // [O I, 9]
        var line = tensor(s_transform, [Patch, 3]);
        var transformed = kron(line, line).matmul(flat.t()).to(ScalarType.Float32).contiguous(); // [36, O I]
        var packed = empty([Patch * Patch, (outputs + 3) / 4 * 4, inputs]);
        NativeOperators.PackWinograd(NativeOperators.Values(transformed), outputs, inputs, NativeOperators.Values(packed));
        GC.KeepAlive(transformed);
        return packed;
    }

    // Transposed convolution and blur along one axis, seen from the output rows of one parity: what neighbour −1, 0 and 1 gets
    // of each of the three values of the kernel.
    private static Tensor Phase(int parity)
    {
        float[] taps = [0.25f, 0.75f, 0.75f, 0.25f];
        var values = new float[9];
        for (var neighbour = -1; neighbour <= 1; neighbour++)
        {
            for (var value = 0; value < 3; value++)
            {
                var tap = (2 * neighbour) + value - parity + 1;
                values[(3 * (neighbour + 1)) + value] = tap is >= 0 and < 4 ? taps[tap] : 0;
            }
        }

        return tensor(values, [3, 3]);
    }

    private sealed unsafe class Convolution : autograd.SingleTensorFunction<Convolution>
    {
        public override string Name => nameof(Convolution);

        public static Tensor Compute(Tensor x, Tensor style, Tensor weights, long outputs, bool doubles)
        {
            var (shape, side) = (x.shape, doubles ? 2 : 1);
            var y = empty([shape[0], outputs / (side * side), side * shape[2], side * shape[3]]);
            for (var n = 0L; n < shape[0]; n++)
            {
                Check(
                    NativeOperators.Winograd(
                        NativeOperators.Values(x) + (n * shape[1] * shape[2] * shape[3]),
                        0,
                        NativeOperators.Values(style) + (n * shape[1]),
                        NativeOperators.Values(weights),
                        NativeOperators.Values(y) + (n * outputs * shape[2] * shape[3]),
                        doubles ? 1 : 0,
                        null,
                        null,
                        null,
                        shape[1],
                        outputs,
                        shape[2],
                        shape[3],
                        get_num_threads()
                    )
                );
            }

            GC.KeepAlive(x);
            GC.KeepAlive(style);
            return y;
        }

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, style, adjoint, doubles) = (
                ((Tensor)vars[0]).contiguous(),
                ((Tensor)vars[1]).contiguous(),
                (Tensor)vars[3],
                (bool)vars[4]
            );
            var y = Compute(x, style, (Tensor)vars[2], adjoint.shape[2], doubles);
            ctx.save_for_backward([x, style, adjoint]);
            ctx.save_data("doubles", doubles);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (x, style, weights, g) = (saved[0], saved[1], saved[2], grad_output.contiguous());
            var (shape, outputs) = (x.shape, weights.shape[2]);
            var (gx, gstyle) = (empty_like(x), zeros([shape[0], shape[1]], ScalarType.Float64));
            var size = shape[1] * shape[2] * shape[3];
            for (var n = 0L; n < shape[0]; n++)
            {
                Check(
                    NativeOperators.Winograd(
                        NativeOperators.Values(g) + (n * outputs * shape[2] * shape[3]),
                        ctx.get_data("doubles") is true ? 1 : 0,
                        null,
                        NativeOperators.Values(weights),
                        NativeOperators.Values(gx) + (n * size),
                        0,
                        NativeOperators.Values(style) + (n * shape[1]),
                        NativeOperators.Values(x) + (n * size),
                        NativeOperators.Doubles(gstyle) + (n * shape[1]),
                        outputs,
                        shape[1],
                        shape[2],
                        shape[3],
                        get_num_threads()
                    )
                );
            }

            GC.KeepAlive(g);
            return [gx, gstyle.to(ScalarType.Float32), null!, null!, null!];
        }

        private static void Check(int failure)
        {
            if (failure != 0)
            {
                throw new OutOfDeviceMemoryException("Winograd's convolution found no memory.");
            }
        }
    }
}
