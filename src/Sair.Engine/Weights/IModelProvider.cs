namespace Sair.Engine.Weights;

/// <summary>Opens model files by id; verifies their hash before first use.</summary>
public interface IModelProvider
{
    /// <summary>Reads a model's parameters on the given device, from a small cache where they were used before.</summary>
    /// <returns>The model; owned by the provider, must not be disposed by the caller.</returns>
    /// <exception cref="ModelUnavailableException">The file is missing or its hash differs; the message names the file and the command that checks it.</exception>
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
    IReadOnlyDictionary<string, string> Metadata);
