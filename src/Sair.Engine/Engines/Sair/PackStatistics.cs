using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>What describes a pack: a statistics file whose metadata names the other parts, or a pack of the catalog.</summary>
internal static class PackStatistics
{
    /// <summary>Metadata key of the generator's id.</summary>
    public const string GeneratorKey = "generator";

    /// <summary>Metadata key of the encoder's id.</summary>
    public const string EncoderKey = "encoder";

    /// <summary>Metadata key of the id of the network that pictures are compared by.</summary>
    public const string GuideKey = "guide";

    /// <summary>Metadata key of the face parser's id.</summary>
    public const string ParserKey = "parser";

    /// <summary>Opens what describes a pack.</summary>
    /// <param name="models">Holds the files.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="pack">Id of a pack of the catalog, or of the statistics themselves.</param>
    /// <returns>Directions and mean, and in the metadata the ids of the other parts; without a hash where no file belongs to it.</returns>
    /// <exception cref="InvalidOptionsException">The pack of the catalog serves another engine or lacks its generator.</exception>
    /// <exception cref="ModelUnavailableException">A file is missing or damaged.</exception>
    public static LoadedModel Open(IModelProvider models, Device device, string pack)
    {
        if (models.FindPack(pack) is null)
        {
            return models.Open(pack, device);
        }

        var described = ModelPack.For(models, pack, SairEngine.Id);
        var file = described.Parts.TryGetValue(ModelPack.Directions, out var directions) ? models.Open(directions, device) : new LoadedModel(pack, string.Empty, new Dictionary<string, Tensor>(), new Dictionary<string, string>());
        var metadata = new Dictionary<string, string>(file.Metadata)
        {
            [GeneratorKey] = described.Part(ModelPack.Generator),
            [EncoderKey] = described.Parts.GetValueOrDefault(ModelPack.Encoder, PackGuide.None),
        };
        foreach (var (role, key) in new[] { (ModelPack.Recogniser, GuideKey), (ModelPack.Mask, ParserKey) })
        {
            if (described.Parts.TryGetValue(role, out var part))
            {
                metadata[key] = part;
            }
        }

        var parameters = new Dictionary<string, Tensor>(file.Parameters);
        foreach (var (role, part) in described.Parts.Where(part => part.Key.StartsWith(ModelPack.Direction, StringComparison.Ordinal)))
        {
            parameters[role] = models.Open(part, device).Parameters.Values.First();
        }

        return file with { Metadata = metadata, Parameters = parameters };
    }
}
