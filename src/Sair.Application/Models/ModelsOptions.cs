using System.ComponentModel.DataAnnotations;

namespace Sair.Application.Models;

/// <summary>Where the model files lie.</summary>
public sealed record ModelsOptions : IValidatableObject
{
    /// <summary>The folder with <c>catalog.json</c>; null looks next to the program and upward from it.</summary>
    [Display(Name = "Models directory")]
    public string? Directory { get; init; }

    /// <summary>Names a folder that is not there.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // A folder that is made here would be one without a catalog, and every engine would miss its models.
        if (!string.IsNullOrWhiteSpace(Directory) && !System.IO.Directory.Exists(Directory))
        {
            yield return new ValidationResult(
                $"there is no folder {Directory}: name the one with catalog.json, or leave the setting out.",
                [nameof(Directory)]
            );
        }
    }
}
