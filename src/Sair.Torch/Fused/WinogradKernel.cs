#if TORCHSHARP
using TorchSharp;
using static TorchSharp.torch;
#else
using static Sair.Torch.torch;
#endif

namespace Sair.Torch.Fused;

/// <summary>
/// A 3×3 kernel prepared for Winograd's minimal filtering F(4×4, 3×3) (Lavin 2016): convolves modulated pictures with a quarter
/// of the multiplications. Only picture and style get gradients, of first order.
/// </summary>
/// <remarks>Results differ from the direct convolution by about 3e-6 of the largest value. The prepared weights take eight times the memory of the kernel, doubling kernels 32 times.</remarks>
public sealed partial class WinogradKernel : IDisposable
{
    // Both sides of a picture must be multiples of this.
    private const int Multiple = 8;

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
        var isOffered = false;
        Offer(ref isOffered);
        return isOffered && x.device.type == DeviceType.CPU && x.dtype == ScalarType.Float32 && x.shape[2] % Multiple == 0 && x.shape[3] % Multiple == 0;
    }

    /// <summary>Prepares a kernel for convolution with zero padding.</summary>
    /// <param name="weight">[O, I, 3, 3].</param>
    public static WinogradKernel Plain(Tensor weight) => Create(weight, doubles: false);

    /// <summary>Prepares the kernel of a stride-2 transposed convolution followed by <see cref="StyleOperators.Blur"/> with padding 1: both in one step.</summary>
    /// <param name="weight">[O, I, 3, 3], where value (u, v) of a pixel goes to (2y + u, 2x + v).</param>
    public static WinogradKernel Doubling(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = NewDisposeScope();
        var phases = new[] { Phase(0), Phase(1) };
        return Create(cat([.. phases.SelectMany(_ => phases, (rows, columns) => rows.matmul(weight).matmul(columns.t()))], 0), doubles: true);
    }

    /// <summary>Convolves.</summary>
    /// <param name="x">[N, I, H, W] for which <see cref="Fits"/> holds.</param>
    /// <param name="style">[N, I], the factor of each input channel.</param>
    /// <returns>[N, O, H, W], or [N, O, 2H, 2W] of a doubling kernel.</returns>
    public Tensor Convolve(Tensor x, Tensor style)
    {
        Tensor? result = null;
        Run(x, style, _forward, _backward, _doubles, ref result);
        return result ?? throw new NotSupportedException("This build has no Winograd convolution: ask Fits first.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
    }

    private static WinogradKernel Create(Tensor weight, bool doubles)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        Tensor? weights = null;
        Tensor? adjoint = null;
        Prepare(weight, ref weights);
        Prepare(weight.flip(2, 3).transpose(0, 1).contiguous(), ref adjoint);
        return weights is null || adjoint is null
            ? throw new NotSupportedException("This build has no Winograd convolution: ask Fits first.")
            : new WinogradKernel(weights.DetachFromDisposeScope(), adjoint.DetachFromDisposeScope(), doubles);
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

    static partial void Offer(ref bool isOffered);

    static partial void Prepare(Tensor weight, ref Tensor? result);

    static partial void Run(Tensor x, Tensor style, Tensor forward, Tensor backward, bool doubles, ref Tensor? result);
}
