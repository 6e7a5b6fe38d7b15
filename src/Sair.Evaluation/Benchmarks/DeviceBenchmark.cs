using System.Globalization;

namespace Sair.Evaluation.Benchmarks;

/// <summary>What the device is and how fast its matrix products are: the measure of everything else.</summary>
internal static class DeviceBenchmark
{
    private const int Repetitions = 8;

    // Long enough that a GPU is busy and a processor is not for minutes.
    private const int ProcessorSide = 1024;
    private const int GpuSide = 8192;

    /// <summary>Prints the device and its rates.</summary>
    public static void Run(Device device, bool rounds, TimeProvider time, TextWriter output)
    {
        var gpu = device.type == DeviceType.CUDA ? GpuDriver.List().FirstOrDefault(gpu => gpu.Index == device.index) : null;
        output.WriteLine(
            "device        "
                + (
                    gpu is null
                        ? $"{device}, {get_num_threads()} threads"
                        : $"{device}, {gpu.Name}, driver {gpu.Driver ?? "unknown"}, {gpu.FreeBytes >> 20} of {gpu.TotalBytes >> 20} "
                            + "MiB free"
                )
        );
        output.WriteLine($"libtorch      {__version__}");
        Write(output, rounds ? "32 bits, TF32" : "32 bits", MeasureProducts(device, float32, time));
        if (gpu is not null)
        {
            Write(output, "16 bits", MeasureProducts(device, float16, time));
        }
    }

    /// <summary>Waits until the device has done what it was given.</summary>
    public static void Wait(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }

    /// <summary>Multiplies square matrices and takes the fastest time.</summary>
    /// <returns>Floating-point operations per second.</returns>
    public static double MeasureProducts(Device device, ScalarType type, TimeProvider time)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = device.type == DeviceType.CUDA ? GpuSide : ProcessorSide;
        var (a, b) = (randn([side, side]).to(device).to(type), randn([side, side]).to(device).to(type));
        var best = double.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            Wait(device);
            var started = time.GetTimestamp();
            using var product = a.matmul(b);
            Wait(device);
            best = Math.Min(best, time.GetElapsedTime(started).TotalSeconds);
        }

        return 2.0 * side * side * side / best;
    }

    private static void Write(TextWriter output, string name, double rate) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"product       {rate / 1e12:F3} TFLOP/s ({name})"));
}
