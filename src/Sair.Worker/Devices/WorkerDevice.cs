using Sair.Application;
using Sair.Engine;

namespace Sair.Worker.Devices;

/// <summary>Where this host computes: what its options name, or the GPUs with enough free memory, or the processor.</summary>
public sealed class WorkerDevice : IComputeDevice
{
    /// <summary>The option that lets the host choose.</summary>
    public const string Automatic = "auto";

    // Less than this holds no engine with its models.
    private const long SmallestMemory = 2L << 30;

    // What one run at full size takes on a GPU, models and previews included.
    private const long RoomForARun = 4L << 30;

    private readonly Lazy<(IReadOnlyList<RunPlace> Places, string Reason)> _choice;
    private readonly Func<IReadOnlyList<GpuInfo>> _list;

    /// <summary>Prepares the choice; it is made when first asked for.</summary>
    /// <param name="option"><see cref="WorkerOptions.Device"/>.</param>
    /// <param name="list">Lists the GPUs.</param>
    /// <param name="runs"><see cref="WorkerOptions.Runs"/>.</param>
    public WorkerDevice(string option, Func<IReadOnlyList<GpuInfo>> list, int? runs = null)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(list);
        _list = list;
        _choice = new(() => Choose(option, list(), runs));
    }

    /// <summary>Gets where short jobs and the first run go.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public Device Device => _choice.Value.Places[0].Device;

    /// <summary>Gets where runs go, one place for each that may go on at once.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public IReadOnlyList<RunPlace> Places => _choice.Value.Places;

    /// <summary>Gets why it is this one, for people.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public string Reason => _choice.Value.Reason;

    /// <summary>Gets the name and version of the tensor library.</summary>
    public static string Library => TorchRuntime.Backend;

    /// <summary>Describes the devices that runs go to, each once, as they are now.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public IReadOnlyList<DeviceDescription> DescribeAll() =>
        [
            .. Places
                .Select(place => place.Device)
                .DistinctBy(device => device.ToString())
                .Select(device => new DeviceDescription(
                    device.ToString(),
                    Describe(device) is { } gpu ? new GpuDescription(gpu.Name, gpu.TotalBytes, gpu.FreeBytes, gpu.Driver) : null
                )),
        ];

    /// <summary>Describes a GPU as it is now; null for the processor.</summary>
    public GpuInfo? Describe(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA ? _list().FirstOrDefault(gpu => gpu.Index == device.index) : null;
    }

    /// <summary>Tells whether a place can take a run now: a GPU that it shares must have memory for one more.</summary>
    public bool HasRoom(RunPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return !place.IsShared || !(Describe(place.Device)?.FreeBytes < RoomForARun);
    }

    private static (IReadOnlyList<RunPlace> Places, string Reason) Choose(string option, IReadOnlyList<GpuInfo> gpus, int? runs)
    {
        if (option == Automatic)
        {
            var usable = gpus.Where(gpu => FreeBytes(gpu) >= SmallestMemory)
                .OrderByDescending(FreeBytes)
                .Select(gpu => TorchRuntime.ParseDevice($"cuda:{gpu.Index}"))
                .ToList();
            return (usable.Count, gpus.Count) switch
            {
                (0, 0) => (Spread([CPU], runs), "no GPU was found"),
                (0, _) => (
                    Spread([CPU], runs),
                    gpus.Count == 1 ? $"{gpus[0].Name} has too little free memory" : $"none of {gpus.Count} GPUs has enough free memory"
                ),
                (_, 1) => (Spread(usable, runs), "found by itself"),
                _ => (
                    Spread(usable, runs),
                    runs == 1
                        ? $"the one with the most free memory of {gpus.Count}"
                        : $"{usable.Count} of {gpus.Count} have enough free memory"
                ),
            };
        }

        var named = TorchRuntime.ParseDevice(option);
        return named.type == DeviceType.CPU || gpus.Any(gpu => gpu.Index == named.index)
            ? (Spread([named], runs), "named in the settings")
            : throw new InvalidOptionsException(
                $"There is no GPU {named}: set Worker:Device to auto or cpu, or see why the driver does not list it with nvidia-smi."
            );
    }

    private static long FreeBytes(GpuInfo gpu) => gpu.FreeBytes ?? gpu.TotalBytes;

    private static List<RunPlace> Spread(IReadOnlyList<Device> devices, int? runs) =>
        [.. Enumerable.Range(0, runs ?? devices.Count).Select(i => new RunPlace(devices[i % devices.Count], i >= devices.Count))];
}

/// <summary>A device as the status page shows it.</summary>
/// <param name="Device">Its short name, <c>cuda:0</c> for example.</param>
/// <param name="Gpu">What is known of the GPU; null for the processor.</param>
public sealed record DeviceDescription(string Device, GpuDescription? Gpu);

/// <summary>A GPU as the status page shows it.</summary>
/// <param name="Name">The name that its maker gave it.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="FreeBytes">How much of that is free; null where the driver does not say.</param>
/// <param name="Driver">The version of the driver; null where that is not known.</param>
public sealed record GpuDescription(string Name, long TotalBytes, long? FreeBytes, string? Driver);

/// <summary>Where one of several runs may go on.</summary>
/// <param name="Device">The device.</param>
/// <param name="IsShared">Whether an earlier place is on the same GPU or processor.</param>
public sealed record RunPlace(Device Device, bool IsShared);
