using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Sair.Torch.Interop;

/// <summary>The C ABI of native/*.cpp; the only place where raw handles and status codes exist.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "sairtorch";

    static NativeMethods() => NativeLoader.Register();

    [LibraryImport(Library)]
    public static partial nint st_last_error();

    [LibraryImport(Library)]
    public static partial nint st_version();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nint st_retain(nint tensor);

    [LibraryImport(Library)]
    public static partial void st_free(nint tensor);

    [LibraryImport(Library)]
    public static partial int st_from_host(void* data, int dtype, long* sizes, int rank, long device, nint* result);

    [LibraryImport(Library)]
    public static partial int st_from_host_into(nint tensor, void* data, long bytes);

    [LibraryImport(Library)]
    public static partial int st_to_host(nint tensor, void* destination, long bytes);

    [LibraryImport(Library)]
    public static partial int st_info(nint tensor, int* dtype, long* device, int* rank, long* sizes, long* strides, int capacity);

    [LibraryImport(Library)]
    public static partial int st_item(nint tensor, double* value);

    [LibraryImport(Library)]
    public static partial int st_operator(byte* name, byte* overload, nint* result);

    [LibraryImport(Library)]
    public static partial nint st_operator_schema(nint op);

    [LibraryImport(Library)]
    public static partial int st_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* resultCount);

    [LibraryImport(Library)]
    public static partial int st_set_requires_grad(nint tensor, int on);

    [LibraryImport(Library)]
    public static partial int st_requires_grad(nint tensor);

    [LibraryImport(Library)]
    public static partial int st_backward(nint loss, nint gradient, int retainGraph, int createGraph);

    [LibraryImport(Library)]
    public static partial int st_grad(nint* outputs, nint* outputGradients, int outputCount, nint* inputs, int inputCount, int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    public static partial int st_get_grad(nint tensor, nint* result);

    [LibraryImport(Library)]
    public static partial int st_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    public static partial int st_grad_mode(int on);

    [LibraryImport(Library)]
    public static partial nint st_inference_enter();

    [LibraryImport(Library)]
    public static partial void st_inference_leave(nint guard);

    [LibraryImport(Library)]
    public static partial int st_manual_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial int st_threads(int count);

    [LibraryImport(Library)]
    public static partial int st_cuda_count();

    [LibraryImport(Library)]
    public static partial int st_cuda_synchronize(long index);

    [LibraryImport(Library)]
    public static partial int st_generator_state(nint* result);

    [LibraryImport(Library)]
    public static partial int st_set_generator_state(nint state);

    [LibraryImport(Library)]
    public static partial int st_flag(int which, int on);

    [LibraryImport(Library)]
    public static partial void st_use_caching_allocator(long limitBytes);

    [LibraryImport(Library)]
    public static partial void st_trim_allocator();

    [LibraryImport(Library)]
    public static partial long st_most_allocated();

    /// <summary>Turns a failed call into an exception that names what was attempted.</summary>
    /// <exception cref="TorchException">The status is not zero.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int status, string operation)
    {
        if (status != 0)
        {
            throw TorchException.Create(operation, LastError());
        }
    }

    public static string LastError() => Marshal.PtrToStringUTF8(st_last_error()) ?? "unknown native error";
}
