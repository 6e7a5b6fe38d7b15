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

    /// <summary>Gets the roles that the models of a pack can have for the engine; empty where it takes no packs.</summary>
    public IReadOnlyList<PackRole> PackRoles { get; init; } = [];

    /// <summary>Checks the roles of a pack's models, so that a mistyped one is not passed over in silence.</summary>
    /// <param name="roles">The roles that the pack names.</param>
    /// <exception cref="InvalidOptionsException">The engine knows no such role, or one that it needs is missing; the message lists those it knows.</exception>
    public void RequirePackRoles(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        var known = PackRoles.Count == 0 ? $"{Id} takes no packs" : $"{Id} knows {string.Join(", ", PackRoles.Select(role => role.Name))}";
        if (roles.FirstOrDefault(role => PackRoles.All(other => other.Name != role)) is { } unknown)
        {
            throw new InvalidOptionsException($"“{unknown}” is no role of a model for {Id}: {known}.");
        }

        if (PackRoles.FirstOrDefault(role => role.IsRequired && !roles.Contains(role.Name)) is { } missing)
        {
            throw new InvalidOptionsException($"A pack for {Id} needs a model with the role {missing.Name}: {known}.");
        }
    }
}

/// <summary>What a model of a pack is for.</summary>
/// <param name="Name">The word for it, one of those of <see cref="Weights.ModelPack"/>.</param>
/// <param name="IsRequired">Whether a pack cannot do without.</param>
public sealed record PackRole(string Name, bool IsRequired = false);
