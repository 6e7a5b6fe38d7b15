using System.Text.Json;

namespace Sair.Engine.Weights;

/// <summary>The list of model files: <c>catalog.json</c> in the models folder.</summary>
public sealed class ModelCatalog
{
    /// <summary>Name of the catalog's file.</summary>
    public const string FileName = "catalog.json";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private readonly Dictionary<string, ModelEntry> _entries;

    private ModelCatalog(string folder, Content content)
    {
        Folder = folder;
        Entries = content.Models;
        Published = content.Published ?? [];
        Packs = content.Packs ?? [];
        _entries = Entries.ToDictionary(entry => entry.Id);
    }

    /// <summary>Gets the models folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the model files that there are: those that ship in the order of the file, then what the user added.</summary>
    public IReadOnlyList<ModelEntry> Entries { get; }

    /// <summary>Gets the checkpoints that others publish and that can be added.</summary>
    public IReadOnlyList<PublishedModel> Published { get; }

    /// <summary>Gets which models work together.</summary>
    public IReadOnlyList<ModelPack> Packs { get; }

    /// <summary>Reads the catalog of a models folder.</summary>
    /// <exception cref="ModelUnavailableException">The catalog is missing or malformed.</exception>
    public static ModelCatalog Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new ModelUnavailableException(string.Empty, path, $"The model catalog {path} is missing: restore it from the repository, or name the models folder, by --models DIR for sair and --Models:Directory DIR for the site.");
        }

        var content = ReadContent(path);
        content = content with { Models = [.. content.Models, .. UserModels.Read(folder)], Packs = [.. content.Packs ?? [], .. UserModels.ReadPacks(folder)] };
        var repeated = content.Models.GroupBy(entry => entry.Id).FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? new ModelCatalog(folder, content)
            : throw new ModelUnavailableException(repeated.Key, path, $"The model catalog {path} lists {repeated.Key} twice: restore it from the repository.");
    }

    /// <summary>Finds an entry, or null.</summary>
    public ModelEntry? Find(string modelId) => _entries.GetValueOrDefault(modelId);

    /// <summary>Finds a published checkpoint, or null.</summary>
    public PublishedModel? FindPublished(string modelId) => Published.FirstOrDefault(model => model.Id == modelId);

    /// <summary>Finds a pack, or null.</summary>
    public ModelPack? FindPack(string packId) => Packs.FirstOrDefault(pack => pack.Id == packId);

    /// <summary>Gives the full path of an entry's file.</summary>
    public string PathOf(ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Path.GetFullPath(Path.Combine(Folder, entry.File));
    }

    internal static Content ReadContent(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new ModelUnavailableException(string.Empty, path, $"The model catalog {path} is malformed ({failure.Message}): restore it from the repository.");
        }
    }

    internal sealed record Content(IReadOnlyList<ModelEntry> Models, IReadOnlyList<PublishedModel>? Published = null, IReadOnlyList<ModelPack>? Packs = null);
}
