using System.Text.Json;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.TestKit;

/// <summary>A narrow random pack of patterns, no faces: no encoder, no alignment, and a folder without any face network.</summary>
public static class TinyPatternPack
{
    /// <summary>Id of the model that describes the pack with a feature network as its guide.</summary>
    public const string Guided = "patterns";

    /// <summary>Id of the model that describes the same pack without a guide.</summary>
    public const string Unguided = "patterns-unguided";

    /// <summary>Id of the pack of the catalog that names generator and recogniser and has no statistics.</summary>
    public const string Described = "patterns-pack";

    /// <summary>Id of the pack of the catalog that names the generator and one expression's direction in a file of its own.</summary>
    public const string Lone = "patterns-direction";

    /// <summary>Side of its pictures in pixels.</summary>
    public const int Size = 32;

    private const int Style = 16;
    private const int Seed = 8;

    /// <summary>Writes the pack and a catalog of nothing else.</summary>
    public static void Write(string folder)
    {
        using var scope = NewDisposeScope();
        manual_seed(Seed);
        using var generator = new StyleGan2Generator(
            new StyleGan2Configuration
            {
                Size = Size,
                StyleDimension = Style,
                MappingLayers = 2,
                Channels = new Dictionary<int, int>
                {
                    [4] = 12,
                    [8] = 12,
                    [16] = 8,
                    [Size] = 8,
                },
            }
        );
        using var features = new ResidualFeatures([4, 4, 6, 8]);
        var direction = new Dictionary<string, Tensor> { ["direction.happy"] = randn(generator.Configuration.LatentCount, Style) };
        List<ModelEntry> entries =
        [
            TinyFacePack.Write(folder, "patterns-generator", generator.state_dict()),
            TinyFacePack.Write(folder, "patterns-features", features.state_dict()),
            TinyFacePack.Write(
                folder,
                "patterns-sad",
                new Dictionary<string, Tensor> { ["array"] = randn(1, generator.Configuration.LatentCount, Style).to(float64) }
            ),
            TinyFacePack.Write(folder, Guided, direction, Description("patterns-features")),
            TinyFacePack.Write(folder, Unguided, direction, Description("none")),
        ];
        ModelPack[] packs =
        [
            new(
                Described,
                "Patterns",
                [SairEngine.Id],
                new Dictionary<string, string>
                {
                    [ModelPack.Generator] = "patterns-generator",
                    [ModelPack.Directions] = Guided,
                    [ModelPack.Recogniser] = "patterns-features",
                }
            ),
            new(
                Lone,
                "Patterns with a direction",
                [SairEngine.Id],
                new Dictionary<string, string>
                {
                    [ModelPack.Generator] = "patterns-generator",
                    [$"{ModelPack.Direction}sad"] = "patterns-sad",
                }
            ),
            new("patterns-nothing", "Nothing", [SairEngine.Id], new Dictionary<string, string>()),
        ];
        File.WriteAllText(
            Path.Combine(folder, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = entries, packs }, JsonSerializerOptions.Web)
        );
    }

    private static Dictionary<string, string> Description(string guide) =>
        new()
        {
            ["generator"] = "patterns-generator",
            ["encoder"] = "none",
            ["guide"] = guide,
            ["alignment"] = "none",
        };
}
