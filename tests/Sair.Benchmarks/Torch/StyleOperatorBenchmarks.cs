using BenchmarkDotNet.Attributes;
using Sair.Engine.Operators;

namespace Sair.Benchmarks.Torch;

/// <summary>The two fused operators beside their plain forms, forward and backward, at the shape of the 256² block.</summary>
[InProcess]
public class StyleOperatorBenchmarks : IDisposable
{
    private const int Channels = 24;
    private const int Side = 256;

    private readonly Tensor _picture = randn(1, Channels, Side, Side).requires_grad_().DetachFromDisposeScope();
    private readonly Tensor _doubled = randn(1, Channels, Side + 1, Side + 1).requires_grad_().DetachFromDisposeScope();
    private readonly Tensor _scale = randn(1, Channels, 1, 1).requires_grad_().DetachFromDisposeScope();
    private readonly Tensor _noise = randn(1, 1, Side, Side).DetachFromDisposeScope();
    private readonly Tensor _bias = randn(1, Channels, 1, 1).DetachFromDisposeScope();

    /// <summary>Gets or sets a value indicating whether the fused form runs.</summary>
    [Params(true, false)]
    public bool Fused { get; set; }

    /// <summary>Binomial filter.</summary>
    [Benchmark]
    public void Blur()
    {
        using var scope = NewDisposeScope();
        var result = Fused ? StyleOperators.Blur(_doubled, 1) : StyleOperators.PlainBlur(_doubled, 1);
        _ = autograd.grad([result.sum()], [_doubled]);
    }

    /// <summary>Scale, noise, bias and leaky ReLU.</summary>
    [Benchmark]
    public void ModulatedActivation()
    {
        using var scope = NewDisposeScope();
        var result = Fused
            ? StyleOperators.ModulatedActivation(_picture, _scale, _noise, _bias)
            : StyleOperators.PlainModulatedActivation(_picture, _scale, _noise, _bias);
        _ = autograd.grad([result.sum()], [_picture, _scale]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { _picture, _doubled, _scale, _noise, _bias })
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
