using System.Globalization;
using TorchSharp;

namespace Sair.Engine.Tensors;

/// <summary>Process-wide settings of the tensor library; call <see cref="Configure"/> once at start.</summary>
public static class TorchRuntime
{
    /// <summary>Gets the name and version of the tensor library.</summary>
    public static string Backend => $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {TorchLibraries.NeededVersion}";

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

    /// <summary>Reads a device such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; whether it is there is not asked.</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static torch.Device ParseDevice(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') switch
        {
            ["cpu"] => torch.CPU,
            ["cuda"] => new torch.Device(DeviceType.CUDA, 0),
            ["cuda", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => new torch.Device(DeviceType.CUDA, index),
            _ => throw new ArgumentException($"“{text}” is no device: use cpu, cuda or cuda:N.", nameof(text)),
        };
    }

    /// <summary>Returns memory that tensors have left to the system.</summary>
    public static void TrimMemory() => Heap.Trim();
}
