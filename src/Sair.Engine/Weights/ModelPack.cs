namespace Sair.Engine.Weights;

/// <summary>Models that work together.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Engines">Ids of the engines that the pack serves.</param>
/// <param name="Parts">Role (generator, encoder, recogniser, directions, direction.happy, …) and model id.</param>
public sealed record ModelPack(string Id, string Title, IReadOnlyList<string> Engines, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>Role of the network that a search moves through.</summary>
    public const string Generator = "generator";

    /// <summary>Role of the network that finds where a search starts.</summary>
    public const string Encoder = "encoder";

    /// <summary>Role of the file with latent statistics and directions of expressions.</summary>
    public const string Directions = "directions";

    /// <summary>Beginning of the role of a file with the direction of one expression alone, for example <c>direction.happy</c>.</summary>
    public const string Direction = "direction.";

    /// <summary>Role of the network that tells people apart.</summary>
    public const string Recogniser = "recogniser";

    /// <summary>Role of the network that finds the skin.</summary>
    public const string Mask = "mask";

    /// <summary>Role of the diffusion network.</summary>
    public const string Network = "network";

    /// <summary>Role of the network that restores in one pass.</summary>
    public const string Predictor = "predictor";

    /// <summary>Finds the pack that options name for an engine.</summary>
    /// <param name="models">Knows the packs.</param>
    /// <param name="packId">Id of the pack.</param>
    /// <param name="engineId">Id of the engine.</param>
    /// <exception cref="InvalidOptionsException">There is no such pack, or it serves other engines.</exception>
    public static ModelPack For(IModelProvider models, string packId, string engineId)
    {
        ArgumentNullException.ThrowIfNull(models);
        var pack = models.FindPack(packId) ?? throw new InvalidOptionsException($"There is no pack {packId}: see the packs that there are by “sair models list” or on the Models page.");
        return pack.Engines.Contains(engineId)
            ? pack
            : throw new InvalidOptionsException($"The pack {packId} serves {string.Join(", ", pack.Engines)}, not {engineId}: choose another pack or another engine.");
    }

    /// <summary>Gives the model of a role.</summary>
    /// <exception cref="InvalidOptionsException">The pack has none.</exception>
    public string Part(string role) => Parts.GetValueOrDefault(role) ?? throw new InvalidOptionsException($"The pack {Id} names no {role}: add it to the catalog, or choose another pack.");

    /// <summary>Gives the ids of models that are not there.</summary>
    public IReadOnlyList<string> Missing(ModelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. Parts.Values.Where(id => catalog.Find(id) is null)];
    }
}
