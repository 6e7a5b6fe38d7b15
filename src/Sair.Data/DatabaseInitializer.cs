using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sair.Data.Blobs;

namespace Sair.Data;

/// <summary>
/// Makes the data directory ready: kept for this process and its owner alone, database at the newest migration, write-ahead log on,
/// no orphaned files.
/// </summary>
public sealed partial class DatabaseInitializer : IDisposable
{
    private readonly DataOptions _options;
    private readonly IDbContextFactory<SairDbContext> _contexts;
    private readonly BlobCollector _collector;
    private readonly ILogger<DatabaseInitializer> _logger;
    private readonly DataDirectoryLock _lock;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isReady;

    /// <summary>Prepares the initializer; nothing is touched yet but the directory itself.</summary>
    /// <exception cref="StorageException">The directory cannot be made.</exception>
    public DatabaseInitializer(
        DataOptions options,
        IDbContextFactory<SairDbContext> contexts,
        BlobCollector collector,
        ILogger<DatabaseInitializer> logger
    )
    {
        _options = options;
        _contexts = contexts;
        _collector = collector;
        _logger = logger;
        _lock = new DataDirectoryLock(options);
    }

    /// <summary>Applies migrations and deletes orphaned files, once, before anything else uses the data; later calls do nothing.</summary>
    /// <exception cref="StorageException">Another process uses the directory, the disk is full or read-only, or the database is
    /// damaged or of a newer version.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_isReady)
            {
                await _lock.TakeAsync(cancellationToken);
                await PrepareAsync(cancellationToken);
                _isReady = true;
            }
        }
        catch (Exception exception)
            when (exception is not StorageException && StorageException.From(exception, _options.Directory) is { } sentence)
        {
            throw sentence;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _gate.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!PrivateFiles.Tighten(Path.GetFullPath(_options.Directory)))
        {
            LogShared(_options.Directory);
        }

        // SQLite gives its log files the mode of the database file.
        await PrivateFiles.Open(_options.DatabasePath, FileMode.OpenOrCreate).DisposeAsync();
        await MigrateAsync(cancellationToken);
        LogSwept(await _collector.SweepAsync(cancellationToken));
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var copy = new MigrationCopy(_options);
        if (copy.Restore())
        {
            LogRestored();
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);

        // A process that dies while it migrates leaves its lock in the database, and every later start would wait for it.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
        var version = await DatabaseVersions.ReadAsync(context, cancellationToken);
        if (version.Refusal($"The data directory {Path.GetFullPath(_options.Directory)}") is { } refusal)
        {
            throw new StorageUnavailableException($"{refusal}: start that version, or name another directory with --Data:Directory.");
        }

        if (version == DatabaseVersion.Earlier)
        {
            await copy.MakeAsync(context, cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
            copy.Delete();
        }

        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Deleted {Count} stored files that no entry referred to.")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "An update of the database was cut off; it begins again from the copy that was made before it.")]
    private partial void LogRestored();

    [LoggerMessage(
        LogLevel.Warning,
        "Others on this machine may enter the data directory {Directory}, which holds faces, and Sair cannot change that: let the "
            + "account that runs Sair own it."
    )]
    private partial void LogShared(string directory);
}

/// <summary>
/// The database as it was before its migrations: several of them leave their transaction, and one that is cut off cannot go on.
/// </summary>
/// <param name="options">The data directory, which no other process uses.</param>
internal sealed class MigrationCopy(DataOptions options)
{
    private readonly string _copy = options.DatabasePath + ".before-update";

    /// <summary>
    /// Puts the copy in the place of the database where a migration was begun and did not come to its end; nothing was stored
    /// since.
    /// </summary>
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

/// <summary>Keeps a data directory for one process, through a lock on one file that ends with the process.</summary>
/// <remarks>A backup does not take it: reading beside the process is harmless.</remarks>
internal sealed class DataDirectoryLock : IDisposable
{
    private const int Attempts = 50;

    // EWOULDBLOCK and ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly string _directory;
    private FileStream? _held;

    /// <summary>Creates the directory where it is missing.</summary>
    public DataDirectoryLock(DataOptions options)
    {
        _directory = Path.GetFullPath(options.Directory);
        PrivateFiles.CreateDirectory(_directory);
    }

    /// <summary>Takes the directory until disposal; waits a moment for a process that is just ending.</summary>
    /// <exception cref="StorageException">Another process has it, or it cannot be written to.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; _held is null; attempt++)
        {
            try
            {
                _held = PrivateFiles.Open(Path.Combine(_directory, ".in-use"), FileMode.OpenOrCreate);
            }
            catch (IOException exception) when (exception.HResult is WouldBlock or SharingViolation)
            {
                if (attempt == Attempts)
                {
                    throw new StorageUnavailableException(
                        $"Another Sair uses the data directory {_directory} already: stop that one first, or name another directory "
                            + "with --Data:Directory.",
                        exception
                    );
                }

                await Task.Delay(s_pause, cancellationToken);
            }
            catch (Exception exception) when (StorageException.From(exception, _directory) is { } sentence)
            {
                throw sentence;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held?.Dispose();
}

/// <summary>How the migrations of a database stand to those of this program.</summary>
public enum DatabaseVersion
{
    /// <summary>All are applied.</summary>
    Current,

    /// <summary>The newest are not applied yet; the next start of the site applies them.</summary>
    Earlier,

    /// <summary>It was made before the first release, by migrations that this program does not have any more.</summary>
    BeforeRelease,

    /// <summary>A newer program applied migrations that this one does not know.</summary>
    Newer,
}

/// <summary>Tells of which version a database is.</summary>
public static class DatabaseVersions
{
    /// <summary>Compares the migrations that a database has with those of this program; changes nothing.</summary>
    public static async Task<DatabaseVersion> ReadAsync(SairDbContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var known = context.Database.GetMigrations().ToList();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        return applied.Exists(migration => string.CompareOrdinal(migration, known[0]) < 0) ? DatabaseVersion.BeforeRelease
            : applied.Except(known).Any() ? DatabaseVersion.Newer
            : applied.Count < known.Count ? DatabaseVersion.Earlier
            : DatabaseVersion.Current;
    }

    /// <summary>Says why this program cannot use a database; without what to do.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="what">What is refused, as a sentence begins: "The data directory /srv/sair".</param>
    /// <returns>Null where it can.</returns>
    internal static string? Refusal(this DatabaseVersion version, string what) =>
        version switch
        {
            DatabaseVersion.BeforeRelease => $"{what} is of a Sair from before its first release, which this one cannot read",
            DatabaseVersion.Newer => $"{what} is of a newer Sair",
            _ => null,
        };
}
