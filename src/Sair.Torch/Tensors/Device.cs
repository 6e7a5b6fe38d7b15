using Sair.Torch.Interop;

namespace Sair.Torch;

/// <summary>Kinds of devices, numbered as in libtorch.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,
}

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static partial class torch
{
    /// <summary>The processor.</summary>
    public static Device CPU { get; } = new(DeviceType.CPU);

    /// <summary>The first GPU.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    /// <summary>Parses a device such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static Device device(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var parts = description.Split(':');
        var index = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out index)))
        {
            throw new ArgumentException($"“{description}” is no device: use cpu, cuda or cuda:N.", nameof(description));
        }

        return parts[0] switch
        {
            "cpu" => CPU,
            "cuda" => new Device(DeviceType.CUDA, index),
            _ => throw new ArgumentException($"“{description}” is no device: use cpu, cuda or cuda:N.", nameof(description)),
        };
    }

    /// <summary>Where a tensor lives.</summary>
    public sealed record Device
    {
        internal Device(DeviceType type, int index = -1)
        {
            this.type = type;
            this.index = index;
        }

        /// <summary>Gets the kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Gets the device's number, −1 for the processor.</summary>
        public int index { get; }

        internal long Packed => (long)type | ((long)(index + 1) << 8);

        /// <inheritdoc/>
        public override string ToString() => type == DeviceType.CPU ? "cpu" : $"cuda:{index}";

        internal static Device Unpack(long packed) => new((DeviceType)(packed & 0xff), (int)(packed >> 8) - 1);
    }

    /// <summary>CUDA queries.</summary>
    public static class cuda
    {
        /// <summary>Tells whether a GPU can be used.</summary>
        public static bool is_available() => NativeMethods.st_cuda_count() > 0;

        /// <summary>Counts the GPUs.</summary>
        public static int device_count() => NativeMethods.st_cuda_count();

        /// <summary>Waits until the GPU has finished everything it was given.</summary>
        public static void synchronize(Device? device = null) =>
            NativeMethods.Check(NativeMethods.st_cuda_synchronize(device?.index ?? 0), "cuda.synchronize");
    }
}
