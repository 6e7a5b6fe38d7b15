using System.ComponentModel.DataAnnotations;

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
    int MinimumReferences
)
{
    /// <summary>Gets the ways to use memory that the engine offers, the most first.</summary>
    public IReadOnlyList<MemoryUse> MemoryUses { get; init; } = [MemoryUse.Full];

    /// <summary>Gets the named sets of options that people choose from; empty where only the defaults are offered.</summary>
    public IReadOnlyList<EnginePreset> Presets { get; init; } = [];

    /// <summary>Gets the roles that the models of a pack can have for the engine; empty where it takes no packs.</summary>
    public IReadOnlyList<PackRole> PackRoles { get; init; } = [];

    /// <summary>Checks the roles of a pack's models, so that a mistyped one is not passed over in silence.</summary>
    /// <param name="roles">The roles that the pack names.</param>
    /// <exception cref="InvalidOptionsException">
    /// The engine knows no such role, or one that it needs is missing; the message lists those it knows.
    /// </exception>
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

/// <summary>Options common to all engines; each engine derives one sealed record with ranges and defaults.</summary>
/// <remarks>
/// One truth for JSON, the form and the command line: properties carry <see cref="RangeAttribute"/> and
/// <see cref="DisplayAttribute"/>.
/// </remarks>
public abstract record EngineOptions
{
    /// <summary>Gets the seed of every random draw of the run; the same seed gives the same bytes on the same machine.</summary>
    [Range(0, int.MaxValue)]
    [Display(Name = "Seed", Description = "The same seed gives the same result on the same machine.", Order = 1000)]
    public int Seed { get; init; }

    /// <summary>Gets the id of the pack of models to use; null for the embedded one.</summary>
    [Display(
        Name = "Pack",
        Description = "Id of the pack of models to use, of those that “sair models list” names for the engine; the embedded one "
            + "without it.",
        Order = 1010
    )]
    public string? Pack { get; init; }

    /// <summary>Gets a value indicating whether a run with these options takes so long that it should wait behind others.</summary>
    public virtual bool GivesWay => false;

    /// <summary>Checks every annotated property once.</summary>
    /// <exception cref="InvalidOptionsException">At least one value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), failures, validateAllProperties: true))
        {
            throw new InvalidOptionsException(string.Join(" ", failures.Select(failure => failure.ErrorMessage)));
        }
    }
}

/// <summary>A named set of an engine's options.</summary>
/// <param name="Name">
/// One of <see cref="Faithful"/>, <see cref="Balanced"/> and <see cref="Polished"/>, or a name of the engine's own.
/// </param>
/// <param name="Description">One sentence for people: what it gives and what it costs.</param>
/// <param name="Options">An instance of the engine's options type.</param>
public sealed record EnginePreset(string Name, string Description, EngineOptions Options)
{
    /// <summary>Keeps to the photo and the references, whatever it looks like.</summary>
    public const string Faithful = "Faithful";

    /// <summary>The engine's defaults.</summary>
    public const string Balanced = "Balanced";

    /// <summary>Looks best; more of it is the model's own idea.</summary>
    public const string Polished = "Polished";
}

/// <summary>How much a run may keep in the device's memory; a host asks for less after a run did not fit.</summary>
public enum MemoryUse
{
    /// <summary>Everything that makes it fast.</summary>
    Full,

    /// <summary>What gradients need is computed again instead of kept: the same result, later.</summary>
    Recomputed,

    /// <summary>The same, and the optimisation stops below the full resolution: a slightly different result at full size.</summary>
    Reduced,
}
