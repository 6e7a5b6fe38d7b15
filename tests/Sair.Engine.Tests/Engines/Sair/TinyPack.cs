using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Sair;

/// <summary>The tiny face pack beside the committed face networks, in a folder of its own.</summary>
public sealed class TinyPack : IDisposable
{
    public const int Size = TinyFacePack.Size;

    private readonly TemporaryFolder _folder = new();

    public TinyPack()
    {
        TinyFacePack.Write(_folder.Path);
        Context = new EngineContext(CPU, new ModelProvider(_folder.Path), NullLogger.Instance);
    }

    public EngineContext Context { get; }

    /// <summary>A smooth picture that depends on its seed.</summary>
    public static RgbImage Picture(int side, int seed)
    {
        using var scope = NewDisposeScope();
        var coarse = SeededNoise.Normal([1, 3, 6, 6], seed).sigmoid();
        return nn.functional.interpolate(coarse, size: [side, side], mode: InterpolationMode.Bicubic, align_corners: false).ToImage();
    }

    public static RestorationInput Input(int side = 8, int references = 1) =>
        new() { Degraded = Picture(side, 1), References = [.. Enumerable.Range(0, references).Select(i => Picture(48, 10 + i))] };

    public void Dispose() => _folder.Dispose();
}
