using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Engines;

/// <summary>Options common to all engines; each engine derives one sealed record with ranges and defaults.</summary>
/// <remarks>One truth for JSON, the form and the command line: properties carry <see cref="RangeAttribute"/> and <see cref="DisplayAttribute"/>.</remarks>
public abstract record EngineOptions
{
    /// <summary>Gets the seed of every random draw of the run; the same seed gives the same bytes on the same machine.</summary>
    [Range(0, int.MaxValue)]
    [Display(Name = "Seed", Description = "The same seed gives the same result on the same machine.", Order = 1000)]
    public int Seed { get; init; }

    /// <summary>Gets the id of the pack of models to use; null for the embedded one.</summary>
    [Display(Name = "Pack", Description = "Id of the pack of models to use, of those that “sair models list” names for the engine; the embedded one without it.", Order = 1010)]
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
