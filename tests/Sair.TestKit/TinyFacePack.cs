using System.Security.Cryptography;
using System.Text.Json;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;

namespace Sair.TestKit;

/// <summary>A narrow random face pack: its pictures are no faces, but everything around them runs.</summary>
public static class TinyFacePack
{
    /// <summary>Side of its pictures in pixels.</summary>
    public const int Size = 32;

    private const int Style = 16;
    private const int Seed = 5;

    /// <summary>Writes the pack, and a catalog that names it beside the committed face networks.</summary>
    public static void Write(string folder)
    {
        using var scope = NewDisposeScope();
        manual_seed(Seed);
        using var generator = new StyleGan2Generator(
            new StyleGan2Configuration
            {
                Size = Size,
                StyleDimension = Style,
                Channels = new Dictionary<int, int>
                {
                    [4] = 16,
                    [8] = 16,
                    [16] = 12,
                    [Size] = 8,
                },
            }
        );
        var rows = generator.Configuration.LatentCount;
        using var encoder = new StyleEncoder(Size, [8, 12, 16], rows, Style);
        var committed = Path.Combine(Fixtures.Repository, "models");
        List<ModelEntry> entries =
        [
            .. ModelCatalog
                .Read(committed)
                .Entries.Where(entry => !entry.Id.StartsWith("face-pack", StringComparison.Ordinal))
                .Select(entry => entry with { File = Path.Combine(committed, entry.File) }),
            Write(folder, SairPack.GeneratorId, generator.state_dict()),
            Write(folder, SairPack.EncoderId, encoder.state_dict()),
            Write(
                folder,
                SairPack.StatisticsId,
                new Dictionary<string, Tensor>
                {
                    ["latent_mean"] = zeros([rows, Style]),
                    ["latent_std"] = ones([rows, Style]),
                    ["latent_basis"] = randn(3, rows * Style).half(),
                    ["direction.happy"] = randn(rows, Style),
                    ["gain.happy"] = tensor(3f),
                }
            ),
        ];
        File.WriteAllText(
            Path.Combine(folder, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web)
        );
    }

    /// <summary>Writes one model and describes it.</summary>
    internal static ModelEntry Write(
        string folder,
        string id,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        var name = $"{id}.safetensors";
        var path = Path.Combine(folder, name);
        SafetensorsFile.Write(path, tensors, metadata);
        var bytes = File.ReadAllBytes(path);
        return new ModelEntry(
            id,
            name,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            bytes.Length,
            "safetensors",
            "test",
            "none",
            "random"
        );
    }
}
