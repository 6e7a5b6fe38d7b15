using Sair.Torch.Interop;
using static Sair.Torch.torch;

namespace Sair.Torch;

/// <summary>Counts the floating-point work of convolutions and products on this thread, with that of the gradients they will need.</summary>
/// <remarks>
/// A multiplication with its addition counts as two. Element-wise work and the other fused operators are left out: they cost
/// memory bandwidth. Winograd's form counts as the direct convolution. While gradients are recorded, an operator counts once more for each of its two factors that needs one.
/// </remarks>
public sealed class WorkCounter : IDisposable
{
    private const string Winograd = "sair::winograd_conv";

    [ThreadStatic]
    private static WorkCounter? t_current;

    /// <summary>Begins to count; ends the count of an earlier one on this thread.</summary>
    public WorkCounter() => t_current = this;

    /// <summary>Gets or sets the floating-point operations so far.</summary>
    public double Operations { get; set; }

    internal static WorkCounter? Current => t_current;

    /// <inheritdoc/>
    public void Dispose() => t_current = null;

    internal void Add(string name, ReadOnlySpan<Argument> arguments)
    {
        var first = name == "aten::addmm" ? 1 : 0;
        if (arguments.Length < first + 2 || arguments[first].Reference is not Tensor input || arguments[first + 1].Reference is not Tensor weight)
        {
            return;
        }

        var forward = name switch
        {
            "aten::conv2d" => 2.0 * weight.numel() * ConvolvedPositions(input, weight, arguments),
            "aten::conv_transpose2d" => 2.0 * input.numel() * weight.numel() / weight.shape[0],
            "aten::linear" => 2.0 * input.numel() * weight.shape[0],
            Winograd => 2.0 * 9 * input.numel() * Outputs(arguments),
            "aten::matmul" or "aten::mm" or "aten::bmm" or "aten::addmm" => Product(input, weight),
            _ => 0,
        };
        var needed = (input.requires_grad ? 1 : 0) + (weight.requires_grad ? 1 : 0);

        // The style's gradient falls off with that of the picture.
        var gradients = !is_grad_enabled() ? 0 : name == Winograd ? Math.Min(1, needed) : needed;
        Operations += forward * (1 + gradients);
    }

    // Positions of the output: every one costs the whole weight.
    private static double ConvolvedPositions(Tensor input, Tensor weight, ReadOnlySpan<Argument> arguments)
    {
        var (strides, padding) = (Pair(arguments, 3, 1), Pair(arguments, 4, 0));
        double positions = input.shape[0];
        for (var i = 0; i < 2; i++)
        {
            positions *= ((input.shape[2 + i] + (2 * padding[i]) - weight.shape[2 + i]) / strides[i]) + 1;
        }

        return positions;
    }

    private static long[] Pair(ReadOnlySpan<Argument> arguments, int position, long fallback) =>
        arguments.Length > position && arguments[position].Reference is long[] { Length: 2 } pair ? pair : [fallback, fallback];

    // Counted as the direct convolution would cost; the adjoint weights are [36, padded inputs, outputs], and of a doubling kernel
    // every input pixel costs nine products per output channel, which comes as four.
    private static double Outputs(ReadOnlySpan<Argument> arguments)
    {
        var outputs = arguments.Length > 3 && arguments[3].Reference is Tensor adjoint ? adjoint.shape[2] : 0;
        return arguments.Length > 4 && arguments[4].Bits != 0 ? outputs / 4.0 : outputs;
    }

    private static double Product(Tensor a, Tensor b)
    {
        var columns = b.shape.Length > 1 ? b.shape[^1] : 1;
        var repeats = a.shape.Length < b.shape.Length ? b.numel() / (b.shape[^1] * b.shape[^2]) : 1;
        return 2.0 * a.numel() * columns * repeats;
    }
}
