using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Sair.Engine.Tensors;

/// <summary>Asks NVIDIA's driver which GPUs there are and how much memory is free; needs nothing of CUDA to be installed.</summary>
/// <remarks>
/// CUDA driver interface for names and numbers, which honours CUDA_VISIBLE_DEVICES; NVML for free memory and the driver's version.
/// </remarks>
public static unsafe partial class GpuDriver
{
    private const string Cuda = "libcuda.so.1";
    private const string Management = "libnvidia-ml.so.1";
    private const int NameLength = 96;

    /// <summary>Lists the GPUs that this build of libtorch can use; empty on a machine without any.</summary>
    /// <exception cref="TorchUnavailableException">The tensor library cannot be loaded.</exception>
    public static IReadOnlyList<GpuInfo> List()
    {
        TorchLibraries.Load();
        var usable = torch.cuda.device_count();
        if (usable == 0)
        {
            return [];
        }

        try
        {
            return cuInit(0) == 0 ? [.. Enumerable.Range(0, usable).Select(Describe)] : [];
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return [];
        }
    }

    private static GpuInfo Describe(int index)
    {
        int device;
        nuint total = 0;
        var text = stackalloc byte[NameLength];
        var name = "GPU";
        var (free, driver) = ((long?)null, (string?)null);
        if (cuDeviceGet(&device, index) == 0)
        {
            name = cuDeviceGetName(text, NameLength, device) == 0 ? Read(text) : name;
            _ = cuDeviceTotalMem_v2(&total, device);
            (free, driver) = cuDeviceGetPCIBusId(text, NameLength, device) == 0 ? AskManagement(text) : default;
        }

        return new GpuInfo(index, name, (long)total, free, driver);
    }

    private static (long? Free, string? Driver) AskManagement(byte* bus)
    {
        try
        {
            if (nvmlInit_v2() != 0)
            {
                return default;
            }

            nint handle;
            var memory = stackalloc ulong[3]; // total, free, used
            long? free =
                nvmlDeviceGetHandleByPciBusId_v2(bus, &handle) == 0 && nvmlDeviceGetMemoryInfo(handle, memory) == 0
                    ? (long)memory[1]
                    : null;
            var version = stackalloc byte[NameLength];
            var driver = nvmlSystemGetDriverVersion(version, NameLength) == 0 ? Read(version) : null;
            _ = nvmlShutdown();
            return (free, driver);
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return default;
        }
    }

    private static string Read(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    [LibraryImport(Cuda)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Cuda)]
    private static partial int cuDeviceGet(int* device, int ordinal);

    [LibraryImport(Cuda)]
    private static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Cuda)]
    private static partial int cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(Cuda)]
    private static partial int cuDeviceGetPCIBusId(byte* bus, int length, int device);

    [LibraryImport(Management)]
    private static partial int nvmlInit_v2();

    [LibraryImport(Management)]
    private static partial int nvmlShutdown();

    [LibraryImport(Management)]
    private static partial int nvmlDeviceGetHandleByPciBusId_v2(byte* bus, nint* handle);

    [LibraryImport(Management)]
    private static partial int nvmlDeviceGetMemoryInfo(nint handle, ulong* memory);

    [LibraryImport(Management)]
    private static partial int nvmlSystemGetDriverVersion(byte* version, uint length);
}

/// <summary>One GPU that tensors can live on.</summary>
/// <param name="Index">Its number in <c>cuda:N</c>.</param>
/// <param name="Name">What the driver calls it.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="FreeBytes">What nobody uses of it at the moment; null where the driver does not tell.</param>
/// <param name="Driver">Version of the driver; null where it does not tell.</param>
public sealed record GpuInfo(int Index, string Name, long TotalBytes, long? FreeBytes, string? Driver);
