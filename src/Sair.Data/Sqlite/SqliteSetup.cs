using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Sair.Data.Sqlite;

/// <summary>Points a context at a SQLite file.</summary>
public static class SqliteSetup
{
    /// <summary>Configures a context for the database file at the given path.</summary>
    /// <param name="builder">The options to configure.</param>
    /// <param name="databasePath">Path of the database file; created by the migrations where it is missing.</param>
    public static DbContextOptionsBuilder UseSairSqlite(this DbContextOptionsBuilder builder, string databasePath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(databasePath);
        SystemSqlite.Register();
        var connection = new SqliteConnectionStringBuilder { DataSource = databasePath, ForeignKeys = true };
        return builder.UseSqlite(connection.ConnectionString).AddInterceptors(new SqlitePragmas(), new SqliteFailures())
            // A migration that is cut off begins again from the copy that was made before it, so nothing must be reverted by hand.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));
    }
}
