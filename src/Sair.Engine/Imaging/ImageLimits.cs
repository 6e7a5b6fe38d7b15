using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Imaging;

/// <summary>What a file may cost before any of its pixels is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Gets the limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Gets the largest file in bytes; 80 MiB by default.</summary>
    [Display(Name = "Largest file", Description = "Bytes")]
    [Range(1, int.MaxValue)]
    public int MaxBytes { get; init; } = 80 * 1024 * 1024;

    /// <summary>Gets the largest picture in pixels, width × height; 120 megapixels by default, which decode to 360 MB.</summary>
    [Display(Name = "Largest picture", Description = "Pixels, width × height")]
    [Range(1, 500_000_000)]
    public long MaxPixels { get; init; } = 120_000_000;

    /// <summary>Gets the largest width or height in pixels; 30,000 by default.</summary>
    [Display(Name = "Longest side", Description = "Pixels")]
    [Range(1, 100_000)]
    public int MaxSide { get; init; } = 30_000;
}
