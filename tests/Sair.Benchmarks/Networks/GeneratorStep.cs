using Sair.Engine.Networks;

namespace Sair.Benchmarks.Networks;

/// <summary>The 256² generator with random weights: one forward and one backward pass to its latents.</summary>
public sealed class GeneratorStep : IDisposable
{
    private static readonly Dictionary<int, int> Channels = new()
    {
        [4] = 256,
        [8] = 256,
        [16] = 160,
        [32] = 96,
        [64] = 48,
        [128] = 32,
        [256] = 24,
    };

    private readonly StyleGan2Generator _generator = new(
        new StyleGan2Configuration
        {
            Size = 256,
            StyleDimension = 256,
            Channels = Channels,
        }
    );
    private readonly Tensor _latents;

    /// <summary>Initializes a new instance of the <see cref="GeneratorStep"/> class.</summary>
    public GeneratorStep()
    {
        _generator.Freeze();
        _latents = randn(1, _generator.Configuration.LatentCount, _generator.Configuration.StyleDimension)
            .requires_grad_()
            .DetachFromDisposeScope();
    }

    /// <summary>Renders and differentiates the mean square of the picture.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        _ = autograd.grad([_generator.Synthesize(_latents).square().mean()], [_latents]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _latents.Dispose();
        _generator.Dispose();
    }
}
