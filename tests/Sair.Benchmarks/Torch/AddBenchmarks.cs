using BenchmarkDotNet.Attributes;

namespace Sair.Benchmarks.Torch;

/// <summary>The price of one call through the binding: adding two numbers.</summary>
[InProcess]
public class AddBenchmarks : IDisposable
{
    private readonly Tensor _left = ones(1).DetachFromDisposeScope();
    private readonly Tensor _right = ones(1).DetachFromDisposeScope();

    /// <summary>Adds and frees the result.</summary>
    [Benchmark]
    public void AddOneElement() => (_left + _right).Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        GC.SuppressFinalize(this);
    }
}
