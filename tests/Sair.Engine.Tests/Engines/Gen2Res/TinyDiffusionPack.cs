using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Engines.Gen2Res;

/// <summary>A small random diffusion model beside the committed face networks, in a folder of its own.</summary>
public sealed class TinyDiffusionPack : IDisposable
{
    public const int Size = 16;
    public const int Levels = 200;

    private readonly TemporaryFolder _folder = new();

    public TinyDiffusionPack()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        manual_seed(4);
        var configuration = new DiffusionUNetConfiguration
        {
            ImageSize = Size,
            PatchSize = 2,
            Channels = 32,
            Multipliers = [1, 1],
            ResidualBlocks = 1,
            AttentionLevels = [1],
        };
        using var network = new DiffusionUNet(configuration);
        foreach (var parameter in network.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.02);
        }

        var committed = Path.Combine(Fixtures.Repository, "models");
        var entries = ModelCatalog
            .Read(committed)
            .Entries.Where(entry =>
                entry.Id.StartsWith("face", StringComparison.Ordinal) && !entry.Id.StartsWith("face-pack", StringComparison.Ordinal)
            )
            .Select(entry => entry with { File = Path.Combine(committed, entry.File) })
            .ToList();
        var path = Path.Combine(_folder.Path, "unet.safetensors");
        SafetensorsFile.Write(
            path,
            network.state_dict(),
            new Dictionary<string, string>(configuration.ToMetadata())
            {
                [Gen2ResPack.LevelsKey] = "200",
                [Gen2ResPack.SubjectKey] = Gen2ResPack.FaceSubject,
            }
        );
        var bytes = File.ReadAllBytes(path);
        entries.Add(
            new ModelEntry(
                Gen2ResPack.FaceModelId,
                path,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                bytes.Length,
                "safetensors",
                "test",
                "none",
                "random"
            )
        );
        File.WriteAllText(
            Path.Combine(_folder.Path, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web)
        );
        Context = new EngineContext(CPU, new ModelProvider(_folder.Path), NullLogger.Instance);
    }

    public EngineContext Context { get; }

    public void Dispose() => _folder.Dispose();
}
