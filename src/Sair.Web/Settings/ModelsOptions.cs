using System.ComponentModel.DataAnnotations;

namespace Sair.Web.Settings;

/// <summary>Where the model files lie.</summary>
public sealed record ModelsOptions
{
    /// <summary>The folder with <c>catalog.json</c>; null looks next to the program and upward from it.</summary>
    [Display(Name = "Models directory")]
    public string? Directory { get; init; }
}
