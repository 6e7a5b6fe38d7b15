using System.Security.Cryptography;
using System.Text.Json;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.TestKit;
using Sair.Torch.Weights;

namespace Sair.Cli.Tests.Fakes;

/// <summary>Writes a narrow random face pack and a catalog that names it beside the committed face networks.</summary>
internal static class TinyPack
{
    public const int Size = 32;

    private const int Style = 16;

    public static void Write(string folder)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var channels = new Dictionary<int, int> { [4] = 8, [8] = 8, [16] = 8, [Size] = 8 };
        using var generator = new StyleGan2Generator(new StyleGan2Configuration { Size = Size, StyleDimension = Style, Channels = channels });
        var latents = generator.Configuration.LatentCount;
        using var encoder = new StyleEncoder(Size, [8, 8, 8], latents, Style);
        var committed = Path.Combine(Fixtures.Repository, "models");
        List<ModelEntry> entries =
        [
            .. ModelCatalog.Read(committed).Entries
                .Where(entry => !entry.Id.StartsWith("face-pack", StringComparison.Ordinal))
                .Select(entry => entry with { File = Path.Combine(committed, entry.File) }),
            Write(folder, SairPack.GeneratorId, generator.state_dict()),
            Write(folder, SairPack.EncoderId, encoder.state_dict()),
            Write(folder, SairPack.StatisticsId, new Dictionary<string, Tensor>
            {
                ["latent_mean"] = zeros(latents, Style),
                ["latent_std"] = ones([latents, Style]),
            }),
        ];
        File.WriteAllText(Path.Combine(folder, ModelCatalog.FileName), JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web));
    }

    private static ModelEntry Write(string folder, string id, Dictionary<string, Tensor> tensors)
    {
        var name = $"{id}.safetensors";
        var path = Path.Combine(folder, name);
        SafetensorsFile.Write(path, tensors);
        var content = File.ReadAllBytes(path);
        return new ModelEntry(id, name, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, "safetensors", "test", "none", "random");
    }
}
