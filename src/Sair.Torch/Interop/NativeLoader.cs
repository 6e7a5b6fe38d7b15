using System.Reflection;
using System.Runtime.InteropServices;

namespace Sair.Torch.Interop;

/// <summary>Finds the native shim and, before it, a fast BLAS.</summary>
/// <remarks>
/// libtorch asks for <c>libblas.so.3</c> and <c>liblapack.so.3</c>, which may be the reference implementations (7 instead of several hundred GFLOP/s).
/// Loading OpenBLAS under the same names first satisfies that need without root. OPENBLAS_CORETYPE is removed because a
/// value set for another machine halves the speed.
/// </remarks>
internal static partial class NativeLoader
{
    private static readonly string[] FastBlas =
    [
        "/usr/lib/x86_64-linux-gnu/openblas-openmp",
        "/usr/lib/aarch64-linux-gnu/openblas-openmp",
        "/usr/lib/x86_64-linux-gnu/openblas-pthread",
    ];

    // Turns of libgomp's waiting loop before a thread sleeps (some microseconds). The default of 300 000 costs nothing on an idle
    // machine and slows every operator tenfold where other programs want the processors; a value in the environment wins.
    private const string SpinCount = "1000";

    private static readonly Lock Gate = new();
    private static bool s_registered;

    /// <summary>Registers the resolver once per process.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!s_registered)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
                s_registered = true;
            }
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "sairtorch")
        {
            return 0;
        }

        _ = unsetenv("OPENBLAS_CORETYPE");
        _ = setenv("GOMP_SPINCOUNT", SpinCount, 0);
        foreach (var folder in FastBlas)
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, "libblas.so.3"), out _))
            {
                _ = NativeLibrary.TryLoad(Path.Combine(folder, "liblapack.so.3"), out _);
                break;
            }
        }

        var file = Path.Combine(AppContext.BaseDirectory, "libsairtorch.so");
        if (!File.Exists(file))
        {
            throw new DllNotFoundException($"{file} is missing: run `make build` to compile it.");
        }

        return NativeLibrary.Load(file);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
