using BenchmarkDotNet.Attributes;

namespace Sair.Benchmarks.Networks;

/// <summary>The generator's share of one SAIR iteration at 256².</summary>
[InProcess]
[MemoryDiagnoser]
public class GeneratorBenchmarks : IDisposable
{
    private readonly GeneratorStep _step = new();

    /// <summary>Forward and backward to the latents.</summary>
    [Benchmark]
    public void ForwardAndBackward() => _step.Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _step.Dispose();
        GC.SuppressFinalize(this);
    }
}
