using System.Reflection;
using System.Runtime.Loader;

namespace Sair.Data.Sqlite;

/// <summary>Lets Microsoft.Data.Sqlite, built against SQLitePCLRaw 2.1, run on SQLitePCLRaw 2.0.6.</summary>
/// <remarks>
/// Of the members used only <c>sqlite3_load_extension</c> is missing, and nothing here loads extensions. Delete this file
/// once SQLitePCLRaw 2.1 or newer restores from every package source the build has to work with.
/// </remarks>
internal static class SqlitePclRawResolver
{
    private static int s_registered;

    /// <summary>Registers the handler once; must run before the first use of a type of Microsoft.Data.Sqlite.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
        {
            AssemblyLoadContext.Default.Resolving += Resolve;
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == "SQLitePCLRaw.core" ? typeof(SQLitePCL.raw).Assembly : null;
}
