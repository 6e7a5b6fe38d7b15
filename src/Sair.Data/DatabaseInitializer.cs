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
            await MigrateAsync(cancellationToken);
        }
        catch (DbException exception) when (StorageFullException.IsCauseOf(exception))
        {
            throw new StorageFullException(null, exception);
        }

        await _lock.RunIfAloneAsync(async () =>
        {
            var deleted = await _collector.SweepAsync(cancellationToken);
            if (deleted > 0)
            {
                LogSwept(deleted);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Deleted {Count} stored files that no entry refers to.")]
    private partial void LogSwept(int count);
}
