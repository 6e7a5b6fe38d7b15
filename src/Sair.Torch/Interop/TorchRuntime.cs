using Sair.Torch.Interop;

namespace Sair.Torch;

/// <summary>Process-wide settings that make libtorch fast; call once at start.</summary>
public static class TorchRuntime
{
    private const int MatrixProducts = 1;
    private const int Convolutions = 2;

    /// <summary>Gets the name of the tensor backend.</summary>
    public static string Backend => "Sair.Torch";

    /// <summary>Sets threads and switches the caching allocator on.</summary>
    /// <param name="threads">Threads of one operator; 0 takes all processors. libtorch's own default may be 1.</param>
    /// <param name="cacheBytes">How much unused memory the allocator may keep.</param>
    /// <param name="tensorFloat32">Lets a GPU round the factors of products and convolutions to 10 bits (TF32): several times faster, errors of about 1e-3.</param>
    public static void Configure(int threads = 0, long cacheBytes = 3L << 30, bool tensorFloat32 = false)
    {
        // libtorch's own default rounds in convolutions and not in products.
        foreach (var flag in (int[])[MatrixProducts, Convolutions])
        {
            NativeMethods.Check(NativeMethods.st_flag(flag, tensorFloat32 ? 1 : 0), "TF32");
        }

        NativeMethods.st_use_caching_allocator(cacheBytes);
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    /// <summary>Reads the most memory in bytes that tensors of 1 MB and more on the processor had at once since the last call; null where it is not known.</summary>
    public static long? TakeMostAllocated() => NativeMethods.st_most_allocated();

    /// <summary>Returns unused cached memory to the system.</summary>
    public static void TrimMemory() => NativeMethods.st_trim_allocator();
}
