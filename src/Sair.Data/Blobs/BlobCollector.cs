using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Blobs;

/// <summary>Deletes blobs that no row refers to.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="store">Holds the files.</param>
public sealed class BlobCollector(IDbContextFactory<SairDbContext> contexts, BlobStore store) : IDisposable
{
    private const int Few = 16;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<BlobId, int> _pins = [];

    /// <summary>Starts a batch of blobs that are protected until it is disposed.</summary>
    public BlobBatch BeginBatch() => new(store, this);

    /// <summary>
    /// Changes rows in one transaction, then deletes every file that they let go and that nothing else refers to. Whatever the change
    /// takes away is noticed, also by a deletion that cascades.
    /// </summary>
    /// <param name="change">Changes rows of the context that it is given; must not begin a transaction of its own.</param>
    /// <param name="cancellationToken">Ends the change, and nothing is changed then; files of a change that was made are deleted
    /// anyway.</param>
    /// <returns>What the change returned, and how many files were deleted.</returns>
    /// <exception cref="StorageException">The database cannot be written; nothing is changed.</exception>
    public async Task<(T Result, int Files)> ChangeAsync<T>(
        Func<SairDbContext, Task<T>> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await BlobReferences.WatchAsync(context, cancellationToken);
        var result = await change(context);
        var dropped = await BlobReferences.EndWatchAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (result, await CollectAsync(dropped, CancellationToken.None));
    }

    /// <summary>
    /// Deletes rows as <see cref="ChangeAsync"/> changes them, and leaves nothing of them, face descriptors above all, in the log
    /// of the database.
    /// </summary>
    /// <param name="delete">Deletes rows of the context that it is given; must not begin a transaction of its own.</param>
    /// <param name="cancellationToken">Ends the deletion, and nothing is deleted then.</param>
    /// <returns>What the deletion returned, and how many files were deleted.</returns>
    /// <exception cref="StorageException">The database cannot be written; nothing is deleted.</exception>
    public async Task<(T Result, int Files)> EraseAsync<T>(
        Func<SairDbContext, Task<T>> delete,
        CancellationToken cancellationToken = default
    )
    {
        var erased = await ChangeAsync(delete, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context.TruncateLogAsync();
        return erased;
    }

    /// <summary>Deletes those of the given blobs that no row and no open batch refers to.</summary>
    /// <returns>How many files were deleted.</returns>
    public async Task<int> CollectAsync(IReadOnlyCollection<BlobId> candidates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            return 0;
        }

        var deleted = 0;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);

            // The columns have no index: for many blobs all references are read once.
            var all = candidates.Count > Few ? await BlobReferences.ReadAllAsync(context, cancellationToken) : null;
            foreach (var id in candidates.Distinct())
            {
                var isUsed =
                    _pins.ContainsKey(id)
                    || !store.Contains(id)
                    || (all?.Contains(id) ?? await BlobReferences.ExistsAsync(context, id, cancellationToken));
                if (!isUsed)
                {
                    store.Delete(id);
                    deleted++;
                }
            }
        }
        finally
        {
            _gate.Release();
        }

        return deleted;
    }

    /// <summary>Deletes every file that no row refers to; only while no other process uses the data directory.</summary>
    /// <returns>How many blobs were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        store.DeleteUnfinished();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var referenced = await BlobReferences.ReadAllAsync(context, cancellationToken);
        return await CollectAsync([.. store.List().Where(id => !referenced.Contains(id))], cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Protects a blob from collection.</summary>
    internal async Task PinAsync(BlobId id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        _pins[id] = _pins.GetValueOrDefault(id) + 1;
        _gate.Release();
    }

    /// <summary>Takes one protection off each of the given blobs.</summary>
    internal async Task UnpinAsync(IEnumerable<BlobId> ids)
    {
        await _gate.WaitAsync(CancellationToken.None);
        foreach (var id in ids)
        {
            if (--_pins[id] == 0)
            {
                _pins.Remove(id);
            }
        }

        _gate.Release();
    }
}

/// <summary>Blobs on their way into the database: protected until the rows that refer to them are saved.</summary>
/// <remarks>
/// Add blobs, save the rows, then dispose. On disposal every added blob that no row refers to is deleted again, so a failure
/// half-way leaves nothing behind.
/// </remarks>
public sealed class BlobBatch : IAsyncDisposable
{
    private readonly BlobStore _store;
    private readonly BlobCollector _collector;
    private readonly List<BlobId> _ids = [];

    internal BlobBatch(BlobStore store, BlobCollector collector)
    {
        _store = store;
        _collector = collector;
    }

    /// <summary>Stores content and returns its id.</summary>
    /// <exception cref="StorageFullException">The disk is full; no partial file stays behind.</exception>
    public async Task<BlobId> AddAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var id = BlobId.Of(content.Span);
        await _collector.PinAsync(id, cancellationToken);
        _ids.Add(id);
        await _store.WriteAsync(id, content, cancellationToken);
        return id;
    }

    /// <summary>Ends the protection and deletes the added blobs that no row refers to.</summary>
    public async ValueTask DisposeAsync()
    {
        await _collector.UnpinAsync(_ids);
        await _collector.CollectAsync(_ids, CancellationToken.None);
        _ids.Clear();
    }
}
