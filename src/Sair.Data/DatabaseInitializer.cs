using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sair.Data.Blobs;

namespace Sair.Data;

/// <summary>Makes the data directory ready: database at the newest migration, write-ahead log on, no orphaned files.</summary>
public sealed partial class DatabaseInitializer : IDisposable
{
    private readonly IDbContextFactory<SairDbContext> _contexts;
    private readonly BlobCollector _collector;
    private readonly ILogger<DatabaseInitializer> _logger;
    private readonly DataDirectoryLock _lock;

    /// <summary>Prepares the initializer; nothing is touched yet but the directory itself.</summary>
    public DatabaseInitializer(DataOptions options, IDbContextFactory<SairDbContext> contexts, BlobCollector collector, ILogger<DatabaseInitializer> logger)
    {
        _contexts = contexts;
        _collector = collector;
        _logger = logger;
        _lock = new DataDirectoryLock(options);
    }

    /// <summary>Applies migrations and deletes orphaned files; call once before anything else uses the data.</summary>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var alone = await _lock.RunIfAloneAsync(async () =>
            {
                await DropAbandonedMigrationLockAsync(cancellationToken);
                await MigrateAsync(cancellationToken);
                LogSwept(await _collector.SweepAsync(cancellationToken));
            });
            if (!alone)
            {
                await MigrateAsync(cancellationToken);
            }
        }
        catch (DbException exception) when (StorageFullException.IsCauseOf(exception))
        {
            throw new StorageFullException(null, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    // A process that dies while it migrates leaves its lock in the database, and every later start would wait for it.
    private async Task DropAbandonedMigrationLockAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Deleted {Count} stored files that no entry referred to.")]
    private partial void LogSwept(int count);
}
