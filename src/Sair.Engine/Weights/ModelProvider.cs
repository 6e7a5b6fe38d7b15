using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>Opens the models of one folder: reads lazily, verifies the hash once per change of the file, keeps what was used last.</summary>
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
            var entry = catalog.Find(modelId) ?? throw Unavailable(modelId, Path.Combine(Folder, ModelCatalog.FileName), $"The model {modelId} is not in the catalog of {Folder}");
            var file = new FileInfo(catalog.PathOf(entry));
            var key = new Key(modelId, device.ToString(), file.FullName, entry.Sha256, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
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
        for (var node = _recent.First; node is not null;)
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
