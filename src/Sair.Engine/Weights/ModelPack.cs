namespace Sair.Engine.Weights;

/// <summary>Models that work together.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Engines">Ids of the engines that the pack serves.</param>
/// <param name="Parts">Role (generator, encoder, recogniser, directions, …) and model id.</param>
public sealed record ModelPack(string Id, string Title, IReadOnlyList<string> Engines, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>Gives the ids of models that are not there.</summary>
    public IReadOnlyList<string> Missing(ModelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. Parts.Values.Where(id => catalog.Find(id) is null)];
    }
}
