using System.Buffers;
using System.Security.Cryptography;

namespace Sair.Data.Blobs;

/// <summary>Content-addressed files outside the database: equal content is stored once.</summary>
/// <remarks>Files appear whole or not at all: they are written under a temporary name, flushed to the disk and renamed.</remarks>
public sealed class BlobStore
{
    private readonly string _directory;
    private readonly string _incoming;
    private readonly Func<string, Stream> _create;

    /// <summary>Opens the store; the directory is created, readable by its owner only.</summary>
    /// <param name="options">Where the blobs lie.</param>
    /// <param name="create">Creates the file that a blob is written to; null for a plain file.</param>
    public BlobStore(DataOptions options, Func<string, Stream>? create = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _directory = options.BlobDirectory;
        _incoming = Path.Combine(_directory, "incoming");
        _create = create ?? (path => PrivateFiles.Open(path));
        PrivateFiles.CreateDirectory(_incoming);
    }

    /// <summary>Tells whether the blob's file is there.</summary>
    public bool Contains(BlobId id) => File.Exists(PathOf(id));

    /// <summary>Gets the path of a blob's file, for sending it without a copy; the file may be missing.</summary>
    public string PathOf(BlobId id)
    {
        var name = id.ToString();
        return name.Length == 0
            ? throw new ArgumentException("The default blob id names no file.", nameof(id))
            : Path.Combine(_directory, name[..2], name);
    }

    /// <summary>Reads a whole blob, and checks it against its name.</summary>
    /// <exception cref="BlobMissingException">The blob is not in the store, or damaged there.</exception>
    public async Task<byte[]> ReadAsync(BlobId id, CancellationToken cancellationToken = default)
    {
        var path = PathOf(id);
        if (!File.Exists(path))
        {
            throw new BlobMissingException(path);
        }

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return BlobId.Of(content) == id ? content : throw new BlobMissingException(path, isDamaged: true);
    }

    /// <summary>
    /// Writes content unless it is there already; a file that is damaged is written anew. Called by <see cref="BlobBatch"/>, which
    /// protects it until rows refer to it.
    /// </summary>
    /// <exception cref="StorageException">The disk is full or cannot be written to; no partial file stays behind.</exception>
    internal async Task WriteAsync(BlobId id, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(id);
        if (await IsWholeAsync(id, content.Length, cancellationToken))
        {
            return;
        }

        var temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var stream = _create(temporary))
            {
                await stream.WriteAsync(content, cancellationToken);
                await stream.FlushAsync(cancellationToken);
                (stream as FileStream)?.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (StorageException.From(exception, _directory) is { } sentence)
        {
            throw sentence;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Writes content of known length from a stream, and checks it against its name on the way; what is there and whole stays.
    /// </summary>
    /// <returns>Whether the content is what its name says; false leaves nothing behind.</returns>
    /// <exception cref="StorageException">The disk is full or cannot be written to; no partial file stays behind.</exception>
    internal async Task<bool> WriteAsync(BlobId id, Stream content, long length, CancellationToken cancellationToken)
    {
        if (await IsWholeAsync(id, length, cancellationToken))
        {
            return true;
        }

        var temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(PathOf(id))!);
            await using (var file = PrivateFiles.Open(temporary))
            {
                if (await HashingCopy.RunAsync(content, file, length, cancellationToken) != id.ToString())
                {
                    return false;
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, PathOf(id), overwrite: true);
            return true;
        }
        catch (Exception exception) when (StorageException.From(exception, _directory) is { } sentence)
        {
            throw sentence;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Tells whether a blob's file is there and holds what its name says.</summary>
    /// <param name="id">The blob.</param>
    /// <param name="length">Its length in bytes where that is known; a file of another length is not read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async Task<bool> IsWholeAsync(BlobId id, long? length, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(id));
        if (!file.Exists || (length is { } expected && file.Length != expected))
        {
            return false;
        }

        await using var stream = file.OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) == id.ToString();
    }

    /// <summary>Deletes a blob's file if it is there.</summary>
    internal void Delete(BlobId id)
    {
        var path = PathOf(id);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>Lists all stored blobs.</summary>
    internal IEnumerable<BlobId> List()
    {
        foreach (var folder in Directory.EnumerateDirectories(_directory).Where(folder => folder != _incoming))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                if (BlobId.TryParse(Path.GetFileName(file), null, out var id))
                {
                    yield return id;
                }
            }
        }
    }

    /// <summary>Deletes temporary files that a crash left behind.</summary>
    internal void DeleteUnfinished()
    {
        foreach (var file in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(file);
        }
    }
}

/// <summary>Copies a stream and computes its SHA-256 on the way, in memory of fixed size.</summary>
internal static class HashingCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies until the end.</summary>
    /// <param name="source">Is read.</param>
    /// <param name="target">Is written.</param>
    /// <param name="most">The most bytes that are copied.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>The hash in lower-case hexadecimal digits; null where the source holds more bytes than are copied.</returns>
    public static async Task<string?> RunAsync(Stream source, Stream target, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var copied = 0L; ; )
            {
                var read = await source.ReadAsync(buffer, cancellationToken);
                copied += read;
                if (read == 0)
                {
                    return Convert.ToHexStringLower(hash.GetHashAndReset());
                }

                if (copied > most)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}

/// <summary>A row refers to a file that is not in the data directory, or not as it was written.</summary>
/// <param name="path">Where the file was expected.</param>
/// <param name="isDamaged">Whether there is a file with other content.</param>
public sealed class BlobMissingException(string path, bool isDamaged = false)
    : StorageException(
        isDamaged
            ? "A stored picture is damaged in the data directory: upload the photo again, or restore it from a backup."
            : "A stored picture is missing from the data directory: restore it from a backup, or delete its entry and upload the "
                + "photo again."
    )
{
    /// <summary>Gets the path where the file was expected.</summary>
    public string Path { get; } = path;
}
