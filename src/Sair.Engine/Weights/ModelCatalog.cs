using System.Text.Json;

namespace Sair.Engine.Weights;

/// <summary>The list of model files: <c>catalog.json</c> in the models folder.</summary>
public sealed class ModelCatalog
{
    /// <summary>Name of the catalog's file.</summary>
    public const string FileName = "catalog.json";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private readonly Dictionary<string, ModelEntry> _entries;

    private ModelCatalog(string folder, IReadOnlyList<ModelEntry> entries)
    {
        Folder = folder;
        Entries = entries;
        _entries = entries.ToDictionary(entry => entry.Id);
    }

    /// <summary>Gets the models folder.</summary>
    public string Folder { get; }

    /// <summary>Gets all entries in the order of the file.</summary>
    public IReadOnlyList<ModelEntry> Entries { get; }

    /// <summary>Reads the catalog of a models folder.</summary>
    /// <exception cref="ModelUnavailableException">The catalog is missing or malformed.</exception>
    public static ModelCatalog Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new ModelUnavailableException(string.Empty, path, $"The model catalog {path} is missing: restore it from the repository, or name the models folder with --models.");
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), s_json) ?? throw new JsonException("it is empty");
            var repeated = content.Models.GroupBy(entry => entry.Id).FirstOrDefault(group => group.Count() > 1);
            return repeated is null
                ? new ModelCatalog(folder, content.Models)
                : throw new ModelUnavailableException(repeated.Key, path, $"The model catalog {path} lists {repeated.Key} twice: restore it from the repository.");
        }
        catch (JsonException failure)
        {
            throw new ModelUnavailableException(string.Empty, path, $"The model catalog {path} is malformed ({failure.Message}): restore it from the repository.");
        }
    }

    /// <summary>Finds an entry, or null.</summary>
    public ModelEntry? Find(string modelId) => _entries.GetValueOrDefault(modelId);

    /// <summary>Gives the full path of an entry's file.</summary>
    public string PathOf(ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Path.GetFullPath(Path.Combine(Folder, entry.File));
    }

    private sealed record Content(IReadOnlyList<ModelEntry> Models);
}
