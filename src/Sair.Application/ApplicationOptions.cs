using System.ComponentModel.DataAnnotations;
using Sair.Engine.Imaging;

namespace Sair.Application;

/// <summary>What uploads may cost, how photos are stored, and how much of one user may wait.</summary>
public record ApplicationOptions
{
    /// <summary>Gets how many requests of one user may wait or be paused at once; further ones are refused with a sentence.</summary>
    [Range(1, 100_000)]
    public int WaitingPerUser { get; init; } = 1000;

    /// <summary>Gets the longer side of a photo's small copy for pages, in pixels.</summary>
    [Range(64, 4096)]
    public int PhotoPreviewSide { get; init; } = 1280;

    /// <summary>Gets the largest side of a stored face square, in pixels.</summary>
    [Range(64, 4096)]
    public int MaximumSquareSide { get; init; } = 1024;

    /// <summary>Gets the least width of a face that is restored, in pixels.</summary>
    [Range(4, 256)]
    public int MinimumFaceWidth { get; init; } = 14;

    /// <summary>
    /// Gets how many megapixels of photos may be in memory at once; further photos wait. One takes about 10 MB while its faces are
    /// searched for.
    /// </summary>
    [Range(1, 10_000)]
    public int MegapixelsAtOnce { get; init; } = 120;

    /// <summary>Gets what an uploaded file may cost.</summary>
    /// <remarks>An instance of its own: settings are bound into the one that is there.</remarks>
    [Required]
    public ImageLimits Limits { get; init; } = new();
}
