using System.Reflection;
using System.Runtime.InteropServices;

namespace Sair.Data.Sqlite;

/// <summary>Loads the system's SQLite library instead of the bundled 3.35.5.</summary>
/// <remarks>
/// The system's library gets the distribution's security updates; where there is none the bundled one serves. Delete this
/// file once the bundled library is current again.
/// </remarks>
internal static class SystemSqliteRedirect
{
    private const string SystemLibrary = "libsqlite3.so.0";

    private static int s_registered;

    /// <summary>Registers the redirect once; must run before the first native SQLite call.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
        {
            NativeLibrary.SetDllImportResolver(Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"), Resolve);
        }
    }

    private static IntPtr Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) =>
        library == "e_sqlite3" && NativeLibrary.TryLoad(SystemLibrary, out var handle) ? handle : IntPtr.Zero;
}
