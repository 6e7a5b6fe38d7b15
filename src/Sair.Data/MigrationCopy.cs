using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Sair.Data;

/// <summary>The database as it was before its migrations: several of them leave their transaction, and one that is cut off cannot go on.</summary>
/// <param name="options">The data directory, which no other process uses.</param>
internal sealed class MigrationCopy(DataOptions options)
{
    private readonly string _copy = options.DatabasePath + ".before-update";

    /// <summary>Puts the copy in the place of the database where a migration was begun and did not come to its end; nothing was stored since.</summary>
    /// <returns>False where there is no copy.</returns>
    public bool Restore()
    {
        File.Delete(Partial);
        if (!File.Exists(_copy))
        {
            return false;
        }

        // The logs first: they belong to the file that goes. Cut off in between, the copy is still there.
        SqliteConnection.ClearAllPools();
        foreach (var log in (string[])["-wal", "-shm", "-journal"])
        {
            File.Delete(options.DatabasePath + log);
        }

        File.Move(_copy, options.DatabasePath, overwrite: true);
        return true;
    }

    /// <summary>Makes the copy, which appears whole or not at all.</summary>
    /// <exception cref="StorageException">There is no room for it; nothing was migrated.</exception>
    public async Task MakeAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        await PrivateFiles.Open(Partial, FileMode.Create).DisposeAsync();
        await context.Database.ExecuteSqlRawAsync("VACUUM INTO {0}", [Partial], cancellationToken);
        await using (var written = PrivateFiles.Open(Partial, FileMode.Open))
        {
            written.Flush(flushToDisk: true);
        }

        File.Move(Partial, _copy);
    }

    /// <summary>Deletes the copy, because the migrations are recorded.</summary>
    public void Delete() => File.Delete(_copy);

    private string Partial => _copy + ".partial";
}
