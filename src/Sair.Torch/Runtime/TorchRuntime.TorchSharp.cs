using TorchSharp;

namespace Sair.Torch;

/// <summary>Process-wide settings; call once at start.</summary>
public static class TorchRuntime
{
    /// <summary>Gets the name of the tensor backend.</summary>
    public static string Backend => "TorchSharp";

    /// <summary>Sets threads.</summary>
    /// <param name="threads">Threads of one operator; 0 takes all processors.</param>
    /// <param name="cacheBytes">Not used: TorchSharp keeps libtorch's allocator.</param>
    /// <param name="tensorFloat32">Lets a GPU round the factors of products and convolutions to 10 bits (TF32).</param>
    public static void Configure(int threads = 0, long cacheBytes = 0, bool tensorFloat32 = false)
    {
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tensorFloat32;
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    /// <summary>Knows nothing: TorchSharp keeps libtorch's allocator.</summary>
    public static long? TakeMostAllocated() => null;

    /// <summary>Does nothing: TorchSharp keeps libtorch's allocator.</summary>
    public static void TrimMemory()
    {
    }
}
