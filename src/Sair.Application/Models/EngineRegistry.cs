using Sair.Engine;
using Sair.Engine.Engines;

namespace Sair.Application.Models;

/// <summary>Finds engines by their stable id.</summary>
public sealed class EngineRegistry
{
    private readonly Dictionary<string, IRestorationEngine> _byId;

    /// <summary>Takes the explicit list of engines.</summary>
    /// <param name="engines">Each with its own id; the first is the default.</param>
    /// <exception cref="ArgumentException">Two engines share an id.</exception>
    public EngineRegistry(IReadOnlyList<IRestorationEngine> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        Engines = engines;
        _byId = engines.ToDictionary(engine => engine.Descriptor.Id, StringComparer.Ordinal);
    }

    /// <summary>Gets all engines in the order of registration.</summary>
    public IReadOnlyList<IRestorationEngine> Engines { get; }

    /// <summary>Gets what pages know of the engines, in the order of registration.</summary>
    public IReadOnlyList<EngineDescriptor> Descriptors => [.. Engines.Select(engine => engine.Descriptor)];

    /// <summary>Gets the engine that is proposed first.</summary>
    /// <exception cref="InvalidOptionsException">No engine was registered.</exception>
    public IRestorationEngine Default =>
        Engines.Count > 0
            ? Engines[0]
            : throw new InvalidOptionsException("This build has no restoration engine: register one in the host.");

    /// <summary>
    /// Finds what pages know of an engine; null where there is no such engine, for example because it was taken out of the program.
    /// </summary>
    public EngineDescriptor? FindDescriptor(string id) => _byId.GetValueOrDefault(id)?.Descriptor;

    /// <summary>Gives what pages know of an engine.</summary>
    /// <exception cref="InvalidOptionsException">There is no such engine; the message lists those there are.</exception>
    public EngineDescriptor Describe(string id) => Get(id).Descriptor;

    /// <summary>Finds an engine.</summary>
    /// <exception cref="InvalidOptionsException">There is no such engine; the message lists those there are.</exception>
    public IRestorationEngine Get(string id) =>
        _byId.TryGetValue(id, out var engine)
            ? engine
            : throw new InvalidOptionsException($"There is no engine “{id}”: choose one of {string.Join(", ", _byId.Keys)}.");
}
