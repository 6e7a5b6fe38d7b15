using System.Runtime.InteropServices;
using NetVips;

namespace Sair.Engine.Imaging;

/// <summary>Starts libvips, once and before its first use, and reads pixels out of its pictures.</summary>
internal static partial class VipsLibrary
{
    private const string Library = "libvips.so.42";
    private const int StripBytes = 1 << 20;

    // The loaders that may run at all; everything else in libvips (ImageMagick, PDF, SVG, ...) is blocked.
    private static readonly string[] s_loaders =
    [
        "VipsForeignLoadJpeg",
        "VipsForeignLoadPng",
        "VipsForeignLoadWebp",
        "VipsForeignLoadHeif",
        "VipsForeignLoadTiff",
    ];

    // NetVips starts libvips when it is first touched.
    static VipsLibrary()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return;
        }

        // With two threads or more, libvips 8.14 at times loses the error of a truncated file and returns a half-empty
        // picture; several pictures still decode at once, one thread each.
        NetVips.NetVips.Concurrency = 1;

        // Vector code is compiled for every resize, and Orc 0.4.33 returns the memory of freed code to its list without a
        // lock: two threads would corrupt the heap. Plain code also rounds more finely.
        NetVips.NetVips.Vector = false;

        // What is wrong with a file is told by exceptions.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
        Cache.Max = 0;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in s_loaders)
        {
            Operation.Block(loader, false);
        }
    }

    /// <summary>Takes the strip of rows that was just evaluated.</summary>
    /// <param name="firstRow">Number of its first row.</param>
    /// <param name="rows">Rows without padding, in the picture's own format.</param>
    public delegate void TakeRows(int firstRow, ReadOnlySpan<byte> rows);

    /// <summary>Makes sure that libvips has started.</summary>
    /// <exception cref="DllNotFoundException">It does not start.</exception>
    public static void Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new DllNotFoundException(
                "libvips does not start; reinstall it with: apt-get install --reinstall libvips42",
                ModuleInitializer.Exception
            );
        }
    }

    /// <summary>
    /// Evaluates a picture on the calling thread, from its first row to its last, without keeping more than a strip of it.
    /// </summary>
    /// <param name="image">The picture; it may be one that can be read only once and in order.</param>
    /// <param name="take">Gets each strip.</param>
    /// <param name="cancellationToken">Checked before each strip.</param>
    /// <exception cref="VipsException">The pixels cannot be made.</exception>
    public static void ReadRows(Image image, TakeRows take, CancellationToken cancellationToken = default)
    {
        var (width, height) = (image.Width, image.Height);
        var rows = (int)Math.Clamp(StripBytes / (width * (long)image.Bands * BytesOf(image.Format)), 1, height);
        try
        {
            using var region = Region.New(image);
            for (var row = 0; row < height; row += rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Fetch(region, row, width, Math.Min(rows, height - row), take);
            }
        }
        finally
        {
            // Buffers of the thread, which it would keep for the next picture.
            ShutDownThread();
        }
    }

    private static unsafe void Fetch(Region region, int row, int width, int rows, TakeRows take)
    {
        var strip = Fetch(region.DangerousGetHandle(), 0, row, width, rows, out var length);
        if (strip == 0)
        {
            throw new VipsException("no pixels");
        }

        try
        {
            take(row, new ReadOnlySpan<byte>((void*)strip, checked((int)length)));
        }
        finally
        {
            Free(strip);
        }
    }

    private static int BytesOf(Enums.BandFormat format) =>
        format switch
        {
            Enums.BandFormat.Uchar or Enums.BandFormat.Char => 1,
            Enums.BandFormat.Ushort or Enums.BandFormat.Short => 2,
            _ => 4,
        };

    [LibraryImport(Library, EntryPoint = "vips_region_fetch")]
    private static partial nint Fetch(nint region, int left, int top, int width, int height, out nuint length);

    [LibraryImport(Library, EntryPoint = "g_free")]
    private static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "vips_thread_shutdown")]
    private static partial void ShutDownThread();
}
