using System.ComponentModel.DataAnnotations;
using Sair.Engine.Imaging;

namespace Sair.Worker;

/// <summary>How the worker of this host runs.</summary>
public sealed record WorkerOptions
{
    /// <summary>Gets the name under which this host holds leases; the machine's name by default.</summary>
    [Required]
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>Gets where tensors live: <c>auto</c> for the GPUs with enough free memory if there are any, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    [Required]
    [RegularExpression("auto|cpu|cuda(:[0-9]+)?", ErrorMessage = "The device is auto, cpu, cuda or cuda:N.")]
    public string Device { get; init; } = Devices.WorkerDevice.Automatic;

    /// <summary>Gets how many restorations may run at once; null for one on each GPU that was found, else one.</summary>
    /// <remarks>They are spread over the GPUs; a run that shares one waits until there is memory for it. On a processor several runs share its time.</remarks>
    [Range(1, 16)]
    public int? Runs { get; init; }

    /// <summary>Gets the number of threads of one tensor operation; 0 takes all processors.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Gets a value indicating whether a GPU may round the factors of products and convolutions to 10 bits (TF32): faster, slightly other results.</summary>
    public bool TensorFloat32 { get; init; }

    /// <summary>Gets how long a lease lasts unless renewed, in seconds; it is renewed three times as often.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>Gets how often a request may end with the process before it counts as failed.</summary>
    [Range(1, 10)]
    public int MaximumAttempts { get; init; } = 3;

    /// <summary>Gets how many requests of one user may wait or be paused at once; further ones are refused with a sentence.</summary>
    [Range(1, 100_000)]
    public int WaitingPerUser { get; init; } = 1000;

    /// <summary>Gets how many previews a second a watched run renders at least while its iterations are faster than that.</summary>
    [Range(4, 60)]
    public int PreviewsPerSecond { get; init; } = 8;

    /// <summary>Gets a value indicating whether a run shows the instant engine's picture first, where that engine has its models.</summary>
    public bool InstantPreview { get; init; } = true;

    /// <summary>Gets the JPEG quality of previews, 1–100.</summary>
    [Range(1, 100)]
    public int PreviewQuality { get; init; } = 85;

    /// <summary>Gets the longer side of a photo's small copy for pages, in pixels.</summary>
    [Range(64, 4096)]
    public int PhotoPreviewSide { get; init; } = 1280;

    /// <summary>Gets the largest side of a stored face square, in pixels.</summary>
    [Range(64, 4096)]
    public int MaximumSquareSide { get; init; } = 1024;

    /// <summary>Gets the least width of a face that is restored, in pixels.</summary>
    [Range(4, 256)]
    public int MinimumFaceWidth { get; init; } = 14;

    /// <summary>Gets how many megapixels of photos may be in memory at once; further photos wait. One takes about 10 MB while its faces are searched for.</summary>
    [Range(1, 10_000)]
    public int MegapixelsAtOnce { get; init; } = 120;

    /// <summary>Gets what an uploaded file may cost.</summary>
    /// <remarks>An instance of its own: settings are bound into the one that is there.</remarks>
    [Required]
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Gets the duration of a lease.</summary>
    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
