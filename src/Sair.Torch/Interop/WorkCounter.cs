using Sair.Torch.Interop;
using static Sair.Torch.torch;

namespace Sair.Torch;

/// <summary>Counts the floating-point work of convolutions and products on this thread, with that of the gradients they will need.</summary>
/// <remarks>
/// A multiplication with its addition counts as two. Element-wise work and the fused operators are left out: they cost memory
/// bandwidth. While gradients are recorded, an operator counts once more for each of its two factors that needs one.
/// </remarks>
public sealed class WorkCounter : IDisposable
{
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
            "aten::matmul" or "aten::mm" or "aten::bmm" or "aten::addmm" => Product(input, weight),
            _ => 0,
        };
        var gradients = is_grad_enabled() ? (input.requires_grad ? 1 : 0) + (weight.requires_grad ? 1 : 0) : 0;
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

    private static double Product(Tensor a, Tensor b)
    {
        var columns = b.shape.Length > 1 ? b.shape[^1] : 1;
        var repeats = a.shape.Length < b.shape.Length ? b.numel() / (b.shape[^1] * b.shape[^2]) : 1;
        return 2.0 * a.numel() * columns * repeats;
    }
}
