using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.TestKit;
using Sair.Torch.Weights;

namespace Sair.Engine.Tests.Engines.Sair;

/// <summary>A narrow random face pack beside the committed face networks, in a folder of its own.</summary>
public sealed class TinyPack : IDisposable
{
    public const int Size = 32;
    private const int Style = 16;
    private const int Seed = 5;

    private readonly TemporaryFolder _folder = new();

    public TinyPack()
    {
        using var scope = NewDisposeScope();
        manual_seed(Seed);
        using var generator = new StyleGan2Generator(new StyleGan2Configuration
        {
            Size = Size,
            StyleDimension = Style,
            Channels = new Dictionary<int, int> { [4] = 16, [8] = 16, [16] = 12, [32] = 8 },
        });
        using var encoder = new StyleEncoder(Size, [8, 12, 16], generator.Configuration.LatentCount, Style);
        var committed = Path.Combine(Fixtures.Repository, "models");
        var entries = ModelCatalog.Read(committed).Entries
            .Where(entry => !entry.Id.StartsWith("face-pack", StringComparison.Ordinal))
            .Select(entry => entry with { File = Path.Combine(committed, entry.File) }).ToList();
        entries.Add(Write(SairPack.GeneratorId, generator.state_dict()));
        entries.Add(Write(SairPack.EncoderId, encoder.state_dict()));
        entries.Add(Write(SairPack.StatisticsId, new Dictionary<string, Tensor>
        {
            ["latent_mean"] = zeros([generator.Configuration.LatentCount, Style]),
            ["latent_std"] = ones([generator.Configuration.LatentCount, Style]),
            ["direction.happy"] = randn(generator.Configuration.LatentCount, Style),
            ["gain.happy"] = tensor(3f),
        }));
        File.WriteAllText(Path.Combine(_folder.Path, ModelCatalog.FileName), JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web));
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

    public static RestorationInput Input(int side = 8, int references = 1) => new()
    {
        Degraded = Picture(side, 1),
        References = [.. Enumerable.Range(0, references).Select(i => Picture(48, 10 + i))],
    };

    public void Dispose() => _folder.Dispose();

    private ModelEntry Write(string id, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var path = Path.Combine(_folder.Path, id + ".safetensors");
        SafetensorsFile.Write(path, tensors);
        var bytes = File.ReadAllBytes(path);
        return new ModelEntry(id, id + ".safetensors", Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, "safetensors", "test", "none", "random");
    }
}
