using Microsoft.EntityFrameworkCore;

namespace Sair.Data.Blobs;

/// <summary>Deletes blobs that no row refers to.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="store">Holds the files.</param>
public sealed class BlobCollector(IDbContextFactory<SairDbContext> contexts, BlobStore store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<BlobId, int> _pins = [];

    /// <summary>Starts a batch of blobs that are protected until it is disposed.</summary>
    public BlobBatch BeginBatch() => new(store, this);

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
            foreach (var id in candidates.Distinct())
            {
                if (!_pins.ContainsKey(id) && store.Contains(id) && !await BlobReferences.ExistsAsync(context, id, cancellationToken))
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
