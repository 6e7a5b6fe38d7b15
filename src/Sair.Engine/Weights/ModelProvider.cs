using System.Security.Cryptography;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>Opens model files by id; verifies their hash before first use.</summary>
public interface IModelProvider
{
    /// <summary>Reads a model's parameters on the given device, from a small cache where they were used before.</summary>
    /// <returns>The model; owned by the provider, must not be disposed by the caller.</returns>
    /// <exception cref="ModelUnavailableException">
    /// The file is missing or its hash differs; the message names the file and the command that checks it.
    /// </exception>
    LoadedModel Open(string modelId, Device device);

    /// <summary>Finds which models a pack is made of, or null where there is no such pack.</summary>
    ModelPack? FindPack(string packId) => null;
}

/// <summary>The parameters of one model file.</summary>
/// <param name="Id">Id in the catalog.</param>
/// <param name="Sha256">Lower-case hex hash of the file.</param>
/// <param name="Parameters">Parameters by their original checkpoint names.</param>
/// <param name="Metadata">Free-form strings of the file, for example the resolution.</param>
public sealed record LoadedModel(
    string Id,
    string Sha256,
    IReadOnlyDictionary<string, Tensor> Parameters,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>
/// Opens the models of one folder: reads lazily, verifies the hash once per change of the file, keeps what was used last.
/// </summary>
/// <remarks>
/// The cache is bounded by bytes. A model that leaves it is only forgotten, not disposed, because its tensors may still be in
/// use; they are freed with their last user. Calls may come from several threads.
/// </remarks>
public sealed class ModelProvider : IModelProvider
{
    private const long DefaultCapacity = 1L << 30;

    private readonly Lock _lock = new();
    private readonly LinkedList<Cached> _recent = [];
    private readonly long _capacity;

    /// <summary>Initializes a new instance of the <see cref="ModelProvider"/> class.</summary>
    /// <param name="folder">The models folder; see <see cref="ModelsFolder"/>.</param>
    /// <param name="capacity">How many bytes of parameters may be kept.</param>
    public ModelProvider(string folder, long capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Folder = folder;
        _capacity = capacity;
    }

    /// <summary>Gets the models folder.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public LoadedModel Open(string modelId, Device device)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        ArgumentNullException.ThrowIfNull(device);
        lock (_lock)
        {
            // Read anew each time: a file of some kilobytes, which a training run may rewrite.
            var catalog = ModelCatalog.Read(Folder);
            var entry =
                catalog.Find(modelId)
                ?? throw Unavailable(
                    modelId,
                    Path.Combine(Folder, ModelCatalog.FileName),
                    $"The model {modelId} is not in the catalog of {Folder}"
                );
            var file = new FileInfo(catalog.PathOf(entry));
            var key = new Key(
                modelId,
                device.ToString(),
                file.FullName,
                entry.Sha256,
                file.Exists ? file.Length : -1,
                file.Exists ? file.LastWriteTimeUtc.Ticks : 0
            );
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Key == key)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                    return node.Value.Model;
                }
            }

            var model = Load(catalog, entry, device);
            Keep(key, model, entry.Size);
            return model;
        }
    }

    /// <inheritdoc/>
    public ModelPack? FindPack(string packId) => ModelCatalog.Read(Folder).FindPack(packId);

    private static LoadedModel Load(ModelCatalog catalog, ModelEntry entry, Device device)
    {
        var check = ModelCheck.Of(catalog, entry);
        if (check.State != ModelState.Intact)
        {
            throw Unavailable(entry.Id, check.Path, check.Explanation);
        }

        try
        {
            var (tensors, metadata) = SafetensorsFile.Read(check.Path);
            using var scope = NewDisposeScope();
            foreach (var (name, value) in device.type == DeviceType.CPU ? [] : tensors.ToList())
            {
                tensors[name] = value.to(device).DetachFromDisposeScope();
                value.Dispose();
            }

            return new LoadedModel(entry.Id, entry.Sha256, tensors, metadata);
        }
        catch (InvalidDataException failure)
        {
            throw new WeightsFormatException(check.Path, $"{check.Path} is no {entry.Format} file: {failure.Message}", failure);
        }
    }

    private static ModelUnavailableException Unavailable(string modelId, string path, string reason) =>
        new(modelId, path, $"{reason.TrimEnd('.')}. To see the state of all model files: {ModelCheck.Command}");

    private void Keep(Key key, LoadedModel model, long bytes)
    {
        for (var node = _recent.First; node is not null; )
        {
            var next = node.Next;
            if (node.Value.Key.ModelId == key.ModelId && node.Value.Key.Device == key.Device)
            {
                _recent.Remove(node);
            }

            node = next;
        }

        _recent.AddFirst(new Cached(key, model, bytes));
        while (_recent.Count > 1 && _recent.Sum(cached => cached.Bytes) > _capacity)
        {
            _recent.RemoveLast();
        }
    }

    private sealed record Key(string ModelId, string Device, string Path, string Sha256, long Length, long Changed);

    private sealed record Cached(Key Key, LoadedModel Model, long Bytes);
}

/// <summary>State of a model file.</summary>
public enum ModelState
{
    /// <summary>Length and hash are as recorded.</summary>
    Intact,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The file has another length or hash.</summary>
    Changed,
}

/// <summary>One model file compared with the catalog.</summary>
/// <param name="Entry">The catalog's entry.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="State">What was found.</param>
/// <param name="Explanation">One sentence, with the command that mends the file where it is not intact.</param>
public sealed record ModelCheck(ModelEntry Entry, string Path, ModelState State, string Explanation)
{
    /// <summary>The command that reports the state of all model files.</summary>
    public const string Command = "sair models check";

    /// <summary>Checks every file of a catalog.</summary>
    public static IReadOnlyList<ModelCheck> All(ModelCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. catalog.Entries.Select(entry => Of(catalog, entry))];
    }

    /// <summary>Checks one file: presence, length, SHA-256.</summary>
    public static ModelCheck Of(ModelCatalog catalog, ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(entry);
        var path = catalog.PathOf(entry);
        var mend = entry.IsUsers
            ? $"remove it with: sair models remove {entry.Id}, then add it again"
            : $"restore it with: git checkout -- \"models/{entry.File}\"";
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return new ModelCheck(entry, path, ModelState.Missing, $"The model file {path} is missing; {mend}");
        }

        return file.Length == entry.Size && Hash(path) == entry.Sha256
            ? new ModelCheck(entry, path, ModelState.Intact, $"{entry.File} is intact.")
            : new ModelCheck(entry, path, ModelState.Changed, $"The model file {path} is damaged or was changed; {mend}");
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
