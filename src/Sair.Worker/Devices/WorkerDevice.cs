using Sair.Engine;
using Sair.Torch.Devices;

namespace Sair.Worker.Devices;

/// <summary>Where this host computes: what its options name, or the GPU with the most free memory, or the processor.</summary>
public sealed class WorkerDevice
{
    /// <summary>The option that lets the host choose.</summary>
    public const string Automatic = "auto";

    // Less than this holds no engine with its models.
    private const long SmallestMemory = 2L << 30;

    private readonly Lazy<(Device Device, string Reason)> _choice;
    private readonly Func<IReadOnlyList<GpuInfo>> _list;

    /// <summary>Prepares the choice; it is made when first asked for.</summary>
    /// <param name="option"><see cref="WorkerOptions.Device"/>.</param>
    /// <param name="list">Lists the GPUs.</param>
    public WorkerDevice(string option, Func<IReadOnlyList<GpuInfo>> list)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(list);
        _list = list;
        _choice = new(() => Choose(option, list()));
    }

    /// <summary>Gets the device.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public Device Device => _choice.Value.Device;

    /// <summary>Gets why it is this one, for people.</summary>
    /// <exception cref="InvalidOptionsException">The device that the options name is not there.</exception>
    public string Reason => _choice.Value.Reason;

    /// <summary>Describes the chosen GPU as it is now; null on the processor.</summary>
    public GpuInfo? Describe() => Device.type == DeviceType.CUDA ? _list().FirstOrDefault(gpu => gpu.Index == Device.index) : null;

    private static (Device Device, string Reason) Choose(string option, IReadOnlyList<GpuInfo> gpus)
    {
        if (option == Automatic)
        {
            var best = gpus.MaxBy(gpu => gpu.FreeBytes ?? gpu.TotalBytes);
            return best switch
            {
                null => (CPU, "no GPU was found"),
                _ when (best.FreeBytes ?? best.TotalBytes) < SmallestMemory => (CPU, $"{best.Name} has too little free memory"),
                _ => (device($"cuda:{best.Index}"), gpus.Count == 1 ? "found by itself" : $"the one with the most free memory of {gpus.Count}"),
            };
        }

        var named = device(option);
        return named.type == DeviceType.CPU || gpus.Any(gpu => gpu.Index == named.index)
            ? (named, "named in the settings")
            : throw new InvalidOptionsException($"There is no GPU {named}: set Worker:Device to auto or cpu, or see why the driver does not list it with nvidia-smi.");
    }
}
