using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Sair.Engine.Tensors;

/// <summary>Process-wide settings of the tensor library; call <see cref="Configure"/> once at start.</summary>
public static class TorchRuntime
{
    /// <summary>Gets the name and version of the tensor library.</summary>
    public static string Backend =>
        $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {TorchLibraries.NeededVersion}";

    /// <summary>Loads the library and sets threads.</summary>
    /// <param name="threads">Threads of one operator; 0 takes all processors. libtorch's own default may be 1.</param>
    /// <param name="tensorFloat32">
    /// Lets a GPU round the factors of products and convolutions to 10 bits (TF32): several times faster, errors of about 1e-3.
    /// </param>
    /// <exception cref="TorchUnavailableException">The library is missing, does not fit, or cannot run on this processor.</exception>
    public static void Configure(int threads = 0, bool tensorFloat32 = false)
    {
        TorchLibraries.Load();

        // libtorch's own default rounds in convolutions and not in products.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tensorFloat32;
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    /// <summary>Reads a device such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; whether it is there is not asked.</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static torch.Device ParseDevice(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') switch
        {
            ["cpu"] => torch.CPU,
            ["cuda"] => new torch.Device(DeviceType.CUDA, 0),
            ["cuda", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
                new torch.Device(DeviceType.CUDA, index),
            _ => throw new ArgumentException($"“{text}” is no device: use cpu, cuda or cuda:N.", nameof(text)),
        };
    }

    /// <summary>Returns memory that tensors have left to the system.</summary>
    public static void TrimMemory() => Heap.Trim();
}

/// <summary>How the C library, from which tensors take their memory, keeps and returns it.</summary>
/// <remarks>
/// By itself it maps every large block anew and unmaps it again, so that operators spend their time on page
/// faults: convolutions run at half
/// their speed. Kept in one heap instead, blocks are used again; what the heap has left over goes back with <see cref="Trim"/>.
/// </remarks>
public static partial class Heap
{
    private const int TrimThreshold = -1;
    private const int TopPadding = -2;
    private const int MostMappings = -4;

    /// <summary>Keeps large blocks for use again, from now on and for the whole process.</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _ = Option(MostMappings, 0);
        _ = Option(TrimThreshold, int.MaxValue);
        _ = Option(TopPadding, 64 << 20);
    }

    /// <summary>Returns everything to the system that is not in use.</summary>
    public static void Trim()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = TrimHeap(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Option(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keptBytes);
}

/// <summary>What TorchSharp's tensors lack.</summary>
public static class TensorExtensions
{
    /// <summary>Takes a tensor, or a parameter, out of its dispose scope: it lives until its owner disposes it.</summary>
    public static T Kept<T>(this T tensor)
        where T : torch.Tensor
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.DetachFromDisposeScope();
        return tensor;
    }
}
