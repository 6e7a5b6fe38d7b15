using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Sair.Engine.Tensors;

/// <summary>
/// Finds and loads libtorch, TorchSharp's native part and this program's own operators, from one folder
/// that several programs share.
/// </summary>
/// <remarks>
/// The folder is the one that SAIR_TORCH names (it may be that of a Python torch, with TorchSharp's own library
/// beside the program or there), or <c>torch</c> beside the program or beside its folder, or the one that the build made. Loaded by
/// full path first, libraries are found by everybody else by their names.
/// </remarks>
public static partial class TorchLibraries
{
    /// <summary>Names the environment variable that points to another folder.</summary>
    public const string FolderVariable = "SAIR_TORCH";

    /// <summary>The version of libtorch that this program was made for.</summary>
    internal const string NeededVersion = "2.10";
    private const string Binding = "TorchSharp";
    private const string BindingName = "LibTorchSharp";
    private const string OperatorLibrary = "sairoperators";
    private const string BindingFile = "libLibTorchSharp.so";
    private const string PathFile = "torch.path";
    private const string VersionFile = "libtorch.version";

    // Turns of libgomp's waiting loop before a thread sleeps (some microseconds). The default of 300 000 costs nothing on an idle
    // machine and slows every operator several times where other programs want the processors; a value in the environment wins.
    private const string SpinCount = "1000";

    // dlopen's flags: everything resolved at once, so that a library that does not fit fails here and not at its first call.
    private const int ResolveNow = 2;
    private const int Global = 0x100;

    private static readonly Lock Gate = new();
    private static Exception? s_failure;
    private static bool s_isLoaded;
    private static bool s_isWatching;

    /// <summary>
    /// Makes the runtime ask for the libraries here at the first use of tensors, so that a program that uses
    /// none does not wait for them.
    /// </summary>
    public static void LoadWhenUsed()
    {
        lock (Gate)
        {
            if (s_isWatching)
            {
                return;
            }

            s_isWatching = true;
            // Before TorchSharp asks the system, which may have a libtorch of its own. What fails here is told by Load.
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadFor(loaded.LoadedAssembly);
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                LoadFor(assembly);
            }

            NativeLibrary.SetDllImportResolver(typeof(TorchLibraries).Assembly, Resolve);
        }
    }

    /// <summary>Loads the libraries; later calls do nothing.</summary>
    /// <exception cref="TorchUnavailableException">A library is missing, does not fit, or cannot run on this processor.</exception>
    public static void Load()
    {
        if (!TryLoad())
        {
            throw new TorchUnavailableException(s_failure!.Message, s_failure);
        }
    }

    /// <summary>Finds the folder of the libraries.</summary>
    /// <param name="named">The folder that the user names, or null.</param>
    /// <param name="program">The program's folder.</param>
    /// <exception cref="TorchUnavailableException">No folder holds libtorch.</exception>
    internal static string FindFolder(string? named, string program)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return HoldsLibtorch(named)
                ? named
                : throw new TorchUnavailableException(
                    $"{FolderVariable} names {named}, which holds no libtorch_cpu.so: let it name the folder of libtorch's libraries, "
                        + "or take it away."
                );
        }

        var built = Path.Combine(program, PathFile);
        string[] candidates =
        [
            Path.Combine(program, "torch"),
            Path.Combine(program, "..", "torch"),
            .. File.Exists(built) ? File.ReadAllLines(built).Take(1) : [],
        ];
        return candidates.FirstOrDefault(HoldsLibtorch) is { } found
            ? Path.GetFullPath(found)
            : throw new TorchUnavailableException(
                "The tensor library is missing, libtorch_cpu.so is in none of "
                    + $"{string.Join(", ", candidates.Select(Path.GetFullPath))}: run 'make build', or let {FolderVariable} name its "
                    + "folder."
            );
    }

    /// <summary>Refuses what cannot work.</summary>
    /// <param name="folder">Holds the libraries.</param>
    /// <param name="hasAvx2">Whether the processor has the instructions.</param>
    /// <exception cref="TorchUnavailableException">The processor or the version does not fit.</exception>
    internal static void Check(string folder, bool hasAvx2)
    {
        if (!hasAvx2)
        {
            throw new TorchUnavailableException(
                "This processor has no AVX2 instructions, which the tensor library needs: use a machine of 2015 or newer, or let the "
                    + "virtual machine pass its processor's instructions on."
            );
        }

        if (
            ReadVersion(folder) is { } version
            && !version.StartsWith(NeededVersion + ".", StringComparison.Ordinal)
            && Version.TryParse(version, out var parsed)
            && parsed < new Version(NeededVersion)
        )
        {
            throw Mismatch(folder, version);
        }
    }

    /// <summary>
    /// Reads the version of a libtorch from what its package, its archive or Python's package tells beside
    /// it; null where nothing does.
    /// </summary>
    internal static string? ReadVersion(string folder)
    {
        foreach (
            var file in (string[])
                [Path.Combine(folder, VersionFile), Path.Combine(folder, "..", "version.py"), Path.Combine(folder, "..", "build-version")]
        )
        {
            if (File.Exists(file) && Number().Match(File.ReadAllText(file)) is { Success: true } match)
            {
                return match.Value;
            }
        }

        return null;
    }

    private static TorchUnavailableException Mismatch(string folder, string? version, Exception? inner = null) =>
        new(
            $"The libtorch in {folder} is version {version ?? "unknown"} and this program was made for {NeededVersion}: run 'make "
                + $"build', or let {FolderVariable} name a folder with libtorch {NeededVersion}.",
            inner
        );

    private static bool HoldsLibtorch(string folder) => File.Exists(Path.Combine(folder, "libtorch_cpu.so"));

    private static bool TryLoad()
    {
        lock (Gate)
        {
            if (!s_isLoaded && s_failure is null)
            {
                var folder = "";
                try
                {
                    folder = FindFolder(Environment.GetEnvironmentVariable(FolderVariable), AppContext.BaseDirectory);
                    LoadFrom(folder);
                    s_isLoaded = true;
                }
                catch (TorchUnavailableException failure)
                {
                    s_failure = failure;
                }
                catch (Exception failure)
                    when (failure is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
                {
                    // What the loader says fills several lines and names no cause that a user can act on.
                    s_failure = new TorchUnavailableException(
                        $"The tensor library in {folder} cannot be loaded: let the user that runs this program read its files and "
                            + "what they link to, or run 'make build' anew.",
                        failure
                    );
                }
            }

            return s_isLoaded;
        }
    }

    private static void LoadFrom(string folder)
    {
        Check(folder, Avx2.IsSupported);
        _ = SetVariable("GOMP_SPINCOUNT", SpinCount, 0);
        Heap.KeepLargeBlocks();

        // Our operators take OpenMP from whoever has it: there must be one in the process, and it must be visible to all.
        Open(
            Directory.EnumerateFiles(folder, "libgomp*.so*").Order(StringComparer.Ordinal).FirstOrDefault() ?? "libgomp.so.1",
            ResolveNow | Global
        );
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            NativeLibrary.Load(Path.Combine(folder, name));
        }

        foreach (var name in (string[])["libc10_cuda.so", "libtorch_cuda.so"])
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                NativeLibrary.Load(Path.Combine(folder, name));
            }
        }

        // A foreign folder has no part of TorchSharp: the program's own then lies beside it.
        var binding =
            ((string[])[folder, AppContext.BaseDirectory]).Select(place => Path.Combine(place, BindingFile)).FirstOrDefault(File.Exists)
            ?? throw new TorchUnavailableException(
                $"{BindingFile} is neither in {folder} nor beside the program: run 'make build', or copy it from artifacts/torch."
            );
        try
        {
            Open(binding, ResolveNow);
        }
        catch (DllNotFoundException failure)
        {
            throw Mismatch(folder, ReadVersion(folder), failure);
        }
    }

    // TorchSharp's functions are looked for in the library of our operators first, which needs TorchSharp's own: one is replaced there.
    private static void LoadFor(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"lib{OperatorLibrary}.so");
        if (assembly.GetName().Name == Binding && TryLoad() && File.Exists(file))
        {
            var operators = NativeLibrary.Load(file);
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == BindingName ? operators : 0);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != OperatorLibrary)
        {
            return 0;
        }

        Load();
        var file = Path.Combine(AppContext.BaseDirectory, $"lib{OperatorLibrary}.so");
        return File.Exists(file)
            ? NativeLibrary.Load(file)
            : throw new TorchUnavailableException($"{file} is missing: run 'make build' to compile it.");
    }

    private static void Open(string file, int flags)
    {
        if (OpenLibrary(file, flags) == 0)
        {
            throw new DllNotFoundException(Marshal.PtrToStringUTF8(LastError()));
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenLibrary(string file, int flags);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint LastError();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
