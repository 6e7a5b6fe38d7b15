namespace Sair.Data.Blobs;

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
