using TorchSharp;

namespace Sair.Torch;

/// <summary>Process-wide settings of the tensor library; call <see cref="Configure"/> once at start.</summary>
public static class TorchRuntime
{
    /// <summary>Gets the name and version of the tensor library.</summary>
    public static string Backend => $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {torch.__version__}";

    /// <summary>Loads the library and sets threads.</summary>
    /// <param name="threads">Threads of one operator; 0 takes all processors. libtorch's own default may be 1.</param>
    /// <param name="tensorFloat32">Lets a GPU round the factors of products and convolutions to 10 bits (TF32): several times faster, errors of about 1e-3.</param>
    /// <exception cref="TorchUnavailableException">The library is missing, does not fit, or cannot run on this processor.</exception>
    public static void Configure(int threads = 0, bool tensorFloat32 = false)
    {
        TorchLibraries.Load();

        // libtorch's own default rounds in convolutions and not in products.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tensorFloat32;
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }

    /// <summary>Returns memory that tensors have left to the system.</summary>
    public static void TrimMemory() => Heap.Trim();
}
