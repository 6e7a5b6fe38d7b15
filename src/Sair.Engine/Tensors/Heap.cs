using System.Runtime.InteropServices;

namespace Sair.Engine.Tensors;

/// <summary>How the C library, from which tensors take their memory, keeps and returns it.</summary>
/// <remarks>
/// By itself it maps every large block anew and unmaps it again, so that operators spend their time on page faults: convolutions run at half
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
