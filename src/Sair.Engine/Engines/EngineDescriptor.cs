namespace Sair.Engine.Engines;

/// <summary>What an engine is called, where it comes from and what it needs.</summary>
/// <param name="Id">Stable lower-case id, the same in the CLI, the database and the API.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Summary">One sentence for people who choose an engine.</param>
/// <param name="Citation">The published method.</param>
/// <param name="OptionsType">A sealed record derived from <see cref="EngineOptions"/>.</param>
/// <param name="RequiredModels">Model ids that <see cref="Weights.IModelProvider"/> must be able to open.</param>
/// <param name="Stages">Names of the stages in order.</param>
/// <param name="MinimumReferences">How many reference photos the engine cannot do without.</param>
public sealed record EngineDescriptor(
    string Id,
    string DisplayName,
    string Summary,
    string Citation,
    Type OptionsType,
    IReadOnlyList<string> RequiredModels,
    IReadOnlyList<string> Stages,
    int MinimumReferences)
{
    /// <summary>Gets the ways to use memory that the engine offers, the most first.</summary>
    public IReadOnlyList<MemoryUse> MemoryUses { get; init; } = [MemoryUse.Full];

    /// <summary>Gets the named sets of options that people choose from; empty where only the defaults are offered.</summary>
    public IReadOnlyList<EnginePreset> Presets { get; init; } = [];
}
