using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Operators;

/// <summary>The functions of native/*.cpp, which know floats and no tensors.</summary>
internal static unsafe partial class NativeOperators
{
    private const string Library = "sairoperators";

    /// <summary>Tells whether the functions can work on a tensor: single precision, on the processor.</summary>
    public static bool Fit(Tensor x) => x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32;

    /// <summary>Tells whether a gradient will be asked for.</summary>
    public static bool IsRecorded(params ReadOnlySpan<Tensor> inputs)
    {
        if (is_grad_enabled())
        {
            foreach (var input in inputs)
            {
                if (input.requires_grad)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Gets where the values of a contiguous tensor lie.</summary>
    public static float* Values(Tensor tensor) => (float*)THSTensor_data(tensor.Handle);

    /// <inheritdoc cref="Values"/>
    public static double* Doubles(Tensor tensor) => (double*)THSTensor_data(tensor.Handle);

    [LibraryImport(Library, EntryPoint = "sair_activate")]
    public static partial void Activate(
        float* x,
        float* scale,
        float* noise,
        float* bias,
        float* y,
        long batch,
        long channels,
        long area,
        long noiseStep,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_activate_backward")]
    public static partial void ActivateBackward(
        float* gy,
        float* y,
        float* scale,
        float* noise,
        float* bias,
        float* gx,
        float* gscale,
        float* gbias,
        long batch,
        long channels,
        long area,
        long noiseStep,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_blur")]
    public static partial void Blur(float* x, float* y, long planes, long height, long width, long pad, int threads);

    [LibraryImport(Library, EntryPoint = "sair_normalize")]
    public static partial void Normalize(
        float* x,
        float* scale,
        float* shift,
        float* y,
        float* mean,
        float* rstd,
        long batch,
        long channels,
        long area,
        long groups,
        double epsilon,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_normalize_backward")]
    public static partial void NormalizeBackward(
        float* gy,
        float* x,
        float* scale,
        float* shift,
        float* mean,
        float* rstd,
        float* gx,
        float* gscale,
        float* gshift,
        long batch,
        long channels,
        long area,
        long groups,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_resample")]
    public static partial void Resample(
        float* x,
        float* y,
        long planes,
        long inHeight,
        long inWidth,
        long outHeight,
        long outWidth,
        long* rowFirst,
        float* rowWeights,
        long rowCount,
        long* columnFirst,
        float* columnWeights,
        long columnCount,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_resample_backward")]
    public static partial void ResampleBackward(
        float* gy,
        float* gx,
        long planes,
        long inHeight,
        long inWidth,
        long outHeight,
        long outWidth,
        long* rowFirst,
        float* rowWeights,
        long rowCount,
        long* columnFirst,
        float* columnWeights,
        long columnCount,
        int threads
    );

    [LibraryImport(Library, EntryPoint = "sair_winograd_pack")]
    public static partial void PackWinograd(float* transformed, long outputs, long inputs, float* packed);

    [LibraryImport(Library, EntryPoint = "sair_winograd")]
    public static partial int Winograd(
        float* from,
        int fromDoubled,
        float* style,
        float* weights,
        float* to,
        int toDoubled,
        float* scale,
        float* other,
        double* product,
        long inputs,
        long outputs,
        long height,
        long width,
        int threads
    );

    // TorchSharp's own entry point: Tensor.data<T>() makes an accessor instead of a pointer.
    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint handle);
}
