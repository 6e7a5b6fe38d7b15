using System.Collections.Concurrent;
using System.Text.Json;

namespace Sair.Engine.Weights;

/// <summary>The list of model files: <c>catalog.json</c> in the models folder.</summary>
public sealed class ModelCatalog
{
    /// <summary>Name of the catalog's file.</summary>
    public const string FileName = "catalog.json";

    // A file that was just written may be written again within one tick of the file system's clock.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<string, (FileState Shipped, FileState Added, ModelCatalog Catalog)> s_read = new(
        StringComparer.Ordinal
    );

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

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

    /// <summary>Reads the catalog of a models folder; files that have not changed since are not parsed again.</summary>
    /// <exception cref="ModelUnavailableException">The catalog is missing or malformed.</exception>
    public static ModelCatalog Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.Combine(folder, FileName);
        var (shipped, added) = (FileState.Of(path), FileState.Of(Path.Combine(UserModels.FolderOf(folder), FileName)));
        if (s_read.TryGetValue(folder, out var known) && known.Shipped == shipped && known.Added == added)
        {
            return known.Catalog;
        }

        var catalog = Parse(folder, path);
        if (shipped.IsSettled && added.IsSettled)
        {
            s_read[folder] = (shipped, added, catalog);
        }

        return catalog;
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

    private static ModelCatalog Parse(string folder, string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelUnavailableException(
                string.Empty,
                path,
                $"The model catalog {path} is missing: restore it from the repository, or name the models folder, "
                    + "by --models DIR for sair and --Models:Directory DIR for the site."
            );
        }

        var content = ReadContent(path);
        content = content with
        {
            Models = [.. content.Models, .. UserModels.Read(folder)],
            Packs = [.. content.Packs ?? [], .. UserModels.ReadPacks(folder)],
        };
        var repeated = content.Models.GroupBy(entry => entry.Id).FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? new ModelCatalog(folder, content)
            : throw new ModelUnavailableException(
                repeated.Key,
                path,
                $"The model catalog {path} lists {repeated.Key} twice: restore it from the repository."
            );
    }

    internal static Content ReadContent(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new ModelUnavailableException(
                string.Empty,
                path,
                $"The model catalog {path} is malformed ({failure.Message}): restore it from the repository."
            );
        }
    }

    internal sealed record Content(
        IReadOnlyList<ModelEntry> Models,
        IReadOnlyList<PublishedModel>? Published = null,
        IReadOnlyList<ModelPack>? Packs = null
    );

    // What tells a file from a later version of it; both null where there is none.
    private sealed record FileState(DateTime? Written, long? Length)
    {
        public bool IsSettled => Written is not { } written || TimeProvider.System.GetUtcNow().UtcDateTime - written > s_settled;

        public static FileState Of(string path) =>
            new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : new(null, null);
    }
}

/// <summary>One model file in the catalog.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="File">Path below the models folder.</param>
/// <param name="Sha256">Lower-case hex hash of the file.</param>
/// <param name="Size">Length of the file in bytes.</param>
/// <param name="Format">Container: <c>safetensors</c>.</param>
/// <param name="Architecture">What network the parameters belong to.</param>
/// <param name="Licence">Licence of the file.</param>
/// <param name="Source">Where the file comes from.</param>
/// <param name="Purpose">What it is good for, in words for people; null where the architecture says it.</param>
public sealed record ModelEntry(
    string Id,
    string File,
    string Sha256,
    long Size,
    string Format,
    string Architecture,
    string Licence,
    string Source,
    string? Purpose = null
)
{
    /// <summary>Gets a value indicating whether the user added the file, by fetching or importing it.</summary>
    public bool IsUsers => File.StartsWith(UserModels.FolderName + "/", StringComparison.Ordinal);
}

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
        var pack =
            models.FindPack(packId)
            ?? throw new InvalidOptionsException(
                $"There is no pack {packId}: see the packs that there are by “sair models list” or on the Models page."
            );
        return pack.Engines.Contains(engineId)
            ? pack
            : throw new InvalidOptionsException(
                $"The pack {packId} serves {string.Join(", ", pack.Engines)}, not {engineId}: choose another pack or another engine."
            );
    }

    /// <summary>Gives the model of a role.</summary>
    /// <exception cref="InvalidOptionsException">The pack has none.</exception>
    public string Part(string role) =>
        Parts.GetValueOrDefault(role)
        ?? throw new InvalidOptionsException($"The pack {Id} names no {role}: add it to the catalog, or choose another pack.");

    /// <summary>Gives the ids of models that are not there.</summary>
    public IReadOnlyList<string> Missing(ModelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. Parts.Values.Where(id => catalog.Find(id) is null)];
    }
}

/// <summary>A checkpoint that somebody else publishes: it does not ship, and is fetched or imported only when the user asks.</summary>
/// <param name="Id">Stable lower-case id.</param>
/// <param name="Purpose">What it is good for, in words for people.</param>
/// <param name="FileName">Name of the published file.</param>
/// <param name="Architecture">What network the parameters belong to.</param>
/// <param name="Licence">Its licence in words, and whether commercial use is allowed.</param>
/// <param name="Page">Web page of the publisher, where licence and file are found.</param>
public sealed record PublishedModel(string Id, string Purpose, string FileName, string Architecture, string Licence, Uri Page)
{
    /// <summary>Gets the address of the file itself; null where the publisher wants people to download it by hand.</summary>
    public Uri? Address { get; init; }

    /// <summary>Gets the lower-case hex hash; null where none is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Gets the length in bytes; null where it is not known.</summary>
    public long? Size { get; init; }
}

/// <summary>Finds the models folder.</summary>
public static class ModelsFolder
{
    private const string Name = "models";

    /// <summary>
    /// Gives the first folder that holds a catalog: the named one, then next to the program, then upward to the repository.
    /// </summary>
    /// <param name="named">What the user named, or null; it is taken as it is.</param>
    /// <param name="start">Where to look first; null for the program's folder.</param>
    /// <returns>A path; where no folder holds a catalog, the one next to the program, so that messages name it.</returns>
    public static string Locate(string? named = null, string? start = null)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Path.GetFullPath(named);
        }

        var first = start ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(first); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Name);
            if (File.Exists(Path.Combine(candidate, ModelCatalog.FileName)))
            {
                return candidate;
            }
        }

        return Path.GetFullPath(Path.Combine(first, Name));
    }
}
