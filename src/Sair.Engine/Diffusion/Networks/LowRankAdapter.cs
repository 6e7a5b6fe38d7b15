namespace Sair.Engine.Diffusion.Networks;

/// <summary>A change of a weight by a product of two narrow matrices: ΔW = B A · α / r (Hu 2021, Eq. 3), with α = r.</summary>
/// <remarks>A is random and B zero at the start, so that the layer starts unchanged. Kernels are flattened to [O, I·k·k].</remarks>
public sealed class LowRankAdapter : IDisposable
{
    /// <summary>Initializes a new instance of the <see cref="LowRankAdapter"/> class.</summary>
    /// <param name="shape">Shape of the weight, outputs first.</param>
    /// <param name="rank">r.</param>
    /// <param name="device">Where it lives.</param>
    public LowRankAdapter(long[] shape, int rank, Device device)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var scope = NewDisposeScope();
        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var bound = 1 / Math.Sqrt(inputs);
        Down = new Parameter(empty([rank, inputs], device: device).uniform_(-bound, bound)).Kept();
        Up = new Parameter(zeros([shape[0], rank], device: device)).Kept();
    }

    /// <summary>Gets A [r, I·k·k].</summary>
    public Parameter Down { get; }

    /// <summary>Gets B [O, r].</summary>
    public Parameter Up { get; }

    /// <summary>Computes ΔW.</summary>
    /// <param name="shape">Shape of the weight.</param>
    public Tensor Change(long[] shape) => Up.matmul(Down).reshape(shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        Down.Dispose();
        Up.Dispose();
    }
}
