using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Compositing;

/// <summary>How restored faces are put back into their photo.</summary>
public sealed record CompositingOptions
{
    /// <summary>Gets the factor by which the photo is enlarged.</summary>
    [Range(1, 4)]
    [Display(Name = "Enlarge", Description = "1 keeps the photo's size; 2 or 4 leave room for the detail of the restored faces.")]
    public int Enlargement { get; init; } = 1;

    /// <summary>Gets a value indicating whether restored faces take the photo's grain.</summary>
    [Display(Name = "Keep grain", Description = "Gives restored faces the grain of the photo around them.")]
    public bool KeepsGrain { get; init; } = true;

    /// <summary>Gets a value indicating whether black-and-white and sepia photos keep their tone.</summary>
    [Display(Name = "Keep tone", Description = "Black-and-white and sepia photos stay so.")]
    public bool KeepsTone { get; init; } = true;

    /// <summary>Gets a value indicating whether the edges around the faces are measured; costs as much again as putting back.</summary>
    public bool MeasuresSeams { get; init; }
}
