using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sair.Data.Blobs;

namespace Sair.Data;

/// <summary>Makes the data directory ready: kept for this process and its owner alone, database at the newest migration, write-ahead log on, no orphaned files.</summary>
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
    public DatabaseInitializer(DataOptions options, IDbContextFactory<SairDbContext> contexts, BlobCollector collector, ILogger<DatabaseInitializer> logger)
    {
        _options = options;
        _contexts = contexts;
        _collector = collector;
        _logger = logger;
        _lock = new DataDirectoryLock(options);
    }

    /// <summary>Applies migrations and deletes orphaned files, once, before anything else uses the data; later calls do nothing.</summary>
    /// <exception cref="StorageException">Another process uses the directory, the disk is full or read-only, or the database is damaged or of a newer version.</exception>
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
        catch (Exception exception) when (exception is not StorageException && StorageException.From(exception, _options.Directory) is { } sentence)
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
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Except(context.Database.GetMigrations()).Any())
        {
            throw new StorageUnavailableException(
                $"The data directory {Path.GetFullPath(_options.Directory)} was used by a newer Sair: start that version, or name another directory with --Data:Directory.");
        }

        if (applied.Count < context.Database.GetMigrations().Count())
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

    [LoggerMessage(LogLevel.Warning, "Others on this machine may enter the data directory {Directory}, which holds faces, and Sair cannot change that: let the account that runs Sair own it.")]
    private partial void LogShared(string directory);
}
