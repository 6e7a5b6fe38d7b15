using System.Reflection;
using System.Runtime.InteropServices;

namespace Sair.Data.Sqlite;

/// <summary>Lets the whole process run on one SQLite library, the system's.</summary>
/// <remarks>
/// Plug-ins of libvips bring the system's library into the process and make its functions visible to all. The one that
/// comes with the package, which binds its own functions late, would then call into the other and crash.
/// </remarks>
internal static class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";

    private static int s_registered;

    /// <summary>
    /// Chooses the library once; must run before the first native SQLite call. Where the system has none, the package's serves.
    /// </summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
        {
            NativeLibrary.SetDllImportResolver(Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"), Resolve);
        }
    }

    private static IntPtr Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) =>
        library == "e_sqlite3" && NativeLibrary.TryLoad(Library, out var handle) ? handle : IntPtr.Zero;
}
