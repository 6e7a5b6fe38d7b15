using System.ComponentModel.DataAnnotations;
using Sair.Application;

namespace Sair.Worker;

/// <summary>How the worker of this host runs, with the limits of its use cases.</summary>
public sealed record WorkerOptions : ApplicationOptions
{
    /// <summary>Gets the name under which this host holds leases; the machine's name by default.</summary>
    [Required]
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>
    /// Gets where tensors live: <c>auto</c> for the GPUs with enough free memory if there are any, <c>cpu</c>, <c>cuda</c> or
    /// <c>cuda:N</c>.
    /// </summary>
    [Required]
    [RegularExpression("auto|cpu|cuda(:[0-9]+)?", ErrorMessage = "The device is auto, cpu, cuda or cuda:N.")]
    public string Device { get; init; } = Devices.WorkerDevice.Automatic;

    /// <summary>Gets how many restorations may run at once; null for one on each GPU that was found, else one.</summary>
    /// <remarks>
    /// They are spread over the GPUs; a run that shares one waits until there is memory for it. On a processor several runs share
    /// its time.
    /// </remarks>
    [Range(1, 16)]
    public int? Runs { get; init; }

    /// <summary>Gets the number of threads of one tensor operation; 0 takes all processors.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// Gets a value indicating whether a GPU may round the factors of products and convolutions to 10 bits (TF32): faster, slightly
    /// other results.
    /// </summary>
    public bool TensorFloat32 { get; init; }

    /// <summary>Gets how long a lease lasts unless renewed, in seconds; it is renewed three times as often.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>Gets how often a request may end with the process before it counts as failed.</summary>
    [Range(1, 10)]
    public int MaximumAttempts { get; init; } = 3;

    /// <summary>Gets how many previews a second a watched run renders at least while its iterations are faster than that.</summary>
    [Range(4, 60)]
    public int PreviewsPerSecond { get; init; } = 8;

    /// <summary>Gets a value indicating whether a run shows the instant engine's picture first, where that engine has its models.</summary>
    public bool InstantPreview { get; init; } = true;

    /// <summary>Gets the JPEG quality of previews, 1–100.</summary>
    [Range(1, 100)]
    public int PreviewQuality { get; init; } = 85;

    /// <summary>Gets the duration of a lease.</summary>
    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
