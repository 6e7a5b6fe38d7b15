using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Weights;

namespace Sair.Application.Models;

/// <summary>Tells which engines have their model files.</summary>
public sealed class EngineAvailability(ModelsOptions models)
{
    /// <summary>Why an engine cannot run, one sentence; null where it can. Hashes are checked when it runs.</summary>
    public string? WhyNot(EngineDescriptor engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (engine.RequiredModels.Count == 0)
        {
            return null;
        }

        try
        {
            var catalog = ModelCatalog.Read(ModelsFolder.Locate(models.Directory));
            var missing = engine
                .RequiredModels.Where(id => catalog.Find(id) is not { } entry || !File.Exists(catalog.PathOf(entry)))
                .ToList();
            return missing.Count == 0
                ? null
                : $"Not installed: {engine.DisplayName} needs {string.Join(", ", missing)}, which "
                    + $"{(missing.Count == 1 ? "is" : "are")} not in the models folder.";
        }
        catch (ModelUnavailableException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>The engine that is proposed: the first that can run, else the default one.</summary>
    /// <exception cref="InvalidOptionsException">No engine was registered.</exception>
    public EngineDescriptor Proposed(EngineRegistry engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return engines.Descriptors.FirstOrDefault(engine => WhyNot(engine) is null) ?? engines.Default.Descriptor;
    }

    /// <summary>The packs of an engine whose models are all there, the embedded one first.</summary>
    public IReadOnlyList<ModelPack> PacksOf(EngineDescriptor engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            var catalog = ModelCatalog.Read(ModelsFolder.Locate(models.Directory));
            return [.. catalog.Packs.Where(pack => pack.Engines.Contains(engine.Id) && pack.Missing(catalog).Count == 0)];
        }
        catch (ModelUnavailableException)
        {
            return [];
        }
    }

    /// <summary>The SHA-256 that the catalog names for a model; null where it is not there.</summary>
    public string? HashOf(string modelId)
    {
        try
        {
            return ModelCatalog.Read(ModelsFolder.Locate(models.Directory)).Find(modelId)?.Sha256;
        }
        catch (ModelUnavailableException)
        {
            return null;
        }
    }
}
